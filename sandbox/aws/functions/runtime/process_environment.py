"""The environment variables of an execution environment.

Source: "Defined runtime environment variables" in the AWS Lambda Developer Guide. Folders are those
of the sandbox instead of /var/task, /opt and /var/runtime. The emulator adds variables of its own:
`_HANDLER`, `AWS_LAMBDA_RUNTIME_API`, `AWS_LAMBDA_METADATA_API` and `AWS_LAMBDA_METADATA_TOKEN`.
"""

from dataclasses import dataclass
from pathlib import Path
from sysconfig import get_config_var

from sandbox.aws.functions.api.function import Function
from sandbox.aws.functions.runtime.role_clients import Credentials


@dataclass(frozen=True)
class Folders:
    """Where an execution environment finds its files."""

    task: Path
    """/var/task: the function."""
    layers: Path
    """/opt."""
    runtime: Path
    """/var/runtime."""


def variables(
    function: Function,
    folders: Folders,
    credentials: Credentials,
    *,
    endpoint_url: str,
    log_stream: str,
) -> dict[str, str]:
    """All variables: those that the deployment sets and those that Lambda does, and no others."""
    return {
        "AWS_ENDPOINT_URL": endpoint_url,
        **_defined_by_lambda(function, folders),
        **function.environment,
        **_logging(function, log_stream),
        # Lambda does not set it; the emulator reads the timeout from it.
        "AWS_LAMBDA_FUNCTION_TIMEOUT": str(function.timeout),
        "AWS_ACCESS_KEY_ID": credentials.access_key_id,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key,
        "AWS_SESSION_TOKEN": credentials.session_token,
        "PYTHONPATH": _python_path(function, folders),
    }


def _defined_by_lambda(function: Function, folders: Folders) -> dict[str, str]:
    task, layers = folders.task, folders.layers
    return {
        "AWS_DEFAULT_REGION": function.region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.runtime}",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory),
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_REGION": function.region,
        # Lambda sets no HOME and its user's does not exist. This hides that of whoever runs the
        # sandbox, with its .aws/config and .gitconfig.
        "HOME": "/home/sbx_user1051",
        "LAMBDA_RUNTIME_DIR": str(folders.runtime),
        "LAMBDA_TASK_ROOT": str(task),
        "LANG": "en_US.UTF-8",
        "LD_LIBRARY_PATH": f"{get_config_var('LIBDIR')}:{task}:{task}/lib:{layers}/lib",
        "PATH": f"/usr/local/bin:/usr/bin:/bin:{layers}/bin",
        "TZ": ":UTC",
    }


def _logging(function: Function, log_stream: str) -> dict[str, str]:
    logging = {
        "AWS_LAMBDA_LOG_FORMAT": function.logging.format,
        "AWS_LAMBDA_LOG_GROUP_NAME": function.logging.group,
        "AWS_LAMBDA_LOG_STREAM_NAME": log_stream,
        # Where awslambdaric writes framed log events (see `output`); it hides this from functions.
        "_LAMBDA_TELEMETRY_LOG_FD": "1",
    }
    if function.logging.is_json:
        logging["AWS_LAMBDA_LOG_LEVEL"] = function.logging.application_level
    return logging


def _python_path(function: Function, folders: Folders) -> str:
    """Lambda's order: the task (the working folder, so not named here), layers, the runtime."""
    parts = [
        function.environment.get("PYTHONPATH", ""),
        f"{folders.layers}/python/lib/{function.runtime}/site-packages",
        f"{folders.layers}/python",
        f"{folders.runtime}",
    ]
    return ":".join(filter(None, parts))
