"""The parameters of a function, read from a request and checked as Lambda does.

Limits are those of "Lambda quotas" in the AWS Lambda Developer Guide.
"""

import platform
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.aws.errors import AwsError, NotSupported
from sandbox.aws.functions.api import environment_variables
from sandbox.aws.functions.api.errors import check_one_of, check_range, constraint, invalid
from sandbox.aws.functions.api.function import Logging
from sandbox.aws.functions.api.layer import LayerVersion
from sandbox.aws.functions.api.store import Store
from sandbox.aws.service_roles import trusts

RUNTIME = "python" + ".".join(platform.python_version_tuple()[:2])
"""The runtime that functions run in: the Python that runs the sandbox."""
_MOST_LAYERS = 5
_ONLY: Mapping[str, tuple[object, ...]] = {
    "CodeSigningConfigArn": ("",),
    "DeadLetterConfig": ({}, {"TargetArn": ""}),
    "EphemeralStorage": ({"Size": 512},),
    "FileSystemConfigs": ([],),
    "KMSKeyArn": ("",),
    "PackageType": ("Zip",),
    "Publish": (False,),
    "SnapStart": ({}, {"ApplyOn": "None"}),
    "TracingConfig": ({}, {"Mode": "PassThrough"}),
    "VpcConfig": ({}, {"SubnetIds": [], "SecurityGroupIds": []}),
}
"""Parameters of which the sandbox has one value, which is what AWS does without them."""


_LOGGING_VALUES = {
    "LogFormat": ("JSON", "Text"),
    "ApplicationLogLevel": ("TRACE", "DEBUG", "WARN", "ERROR", "FATAL", "INFO"),
    "SystemLogLevel": ("DEBUG", "WARN", "INFO"),
}
"""The values that there are, the default last."""


def read(parameters: Mapping[str, Any], name: str, store: Store) -> dict[str, Any]:
    """The fields of a `Function` that a request sets.

    Args:
        parameters: Of CreateFunction or UpdateFunctionConfiguration.
        name: The function's name.
        store: Where its layers are.

    Raises:
        AwsError: Lambda would not take one.
        NotSupported: Lambda would, and the sandbox cannot run it.
    """
    for parameter, values in _ONLY.items():
        if parameters.get(parameter, values[0]) not in values:
            raise NotSupported(f"{parameter} {parameters[parameter]} of a function")
    readers: Mapping[str, tuple[str, Callable[[Any], object]]] = {
        "Architectures": ("architecture", _architecture),
        "Description": ("description", str),
        "Environment": ("environment", _environment),
        "Handler": ("handler", str),
        "Layers": ("layers", lambda arns: _layers(arns, store)),
        "LoggingConfig": ("logging", lambda wanted: _logging(wanted, name)),
        "MemorySize": ("memory", lambda size: _between(size, "memorySize", 128, 10240)),
        "Role": ("role", _role),
        "Runtime": ("runtime", _runtime),
        "Timeout": ("timeout", lambda seconds: _between(seconds, "timeout", 1, 900)),
    }
    return {
        field: reader(parameters[parameter])
        for parameter, (field, reader) in readers.items()
        if parameter in parameters
    }


def _between(value: int, member: str, least: int, most: int) -> int:
    check_range(value, member, least, most)
    return value


def _architecture(wanted: list[str]) -> str:
    if len(wanted) != 1:
        raise constraint(wanted, "architectures", "have length equal to 1")
    check_one_of(wanted[0], "architectures", ["x86_64", "arm64"])
    return wanted[0]


def _environment(wanted: Mapping[str, Any]) -> dict[str, str]:
    return environment_variables.checked(wanted.get("Variables") or {})


def _runtime(wanted: str) -> str:
    if wanted != RUNTIME:
        raise NotSupported(f"the runtime {wanted}: it runs {RUNTIME}, as it does itself")
    return wanted


def _layers(arns: list[str], store: Store) -> tuple[LayerVersion, ...]:
    if len(arns) > _MOST_LAYERS:
        raise invalid(f"Cannot reference more than {_MOST_LAYERS} layers.")
    return tuple(_layer(arn, store) for arn in arns)


def _layer(arn: str, store: Store) -> LayerVersion:
    version = store.layer_version(arn)
    if version is None:
        raise invalid(f"Layer version {arn} does not exist.")
    return version


def _logging(wanted: Mapping[str, str], name: str) -> Logging:
    for key, values in _LOGGING_VALUES.items():
        check_one_of(wanted.get(key, values[-1]), f"loggingConfig.{key}", values)
    text = wanted.get("LogFormat", "Text") == "Text"
    levels = [key for key in ("ApplicationLogLevel", "SystemLogLevel") if key in wanted]
    if text and levels:
        raise invalid(f"{levels[0]} is not supported when LogFormat is Text.")
    if wanted.get("SystemLogLevel") == "DEBUG":
        raise NotSupported("the platform's events of SystemLogLevel DEBUG")
    return Logging(
        group=wanted.get("LogGroup") or f"/aws/lambda/{name}",
        format=wanted.get("LogFormat", "Text"),
        application_level=wanted.get("ApplicationLogLevel", "INFO"),
        system_level=wanted.get("SystemLogLevel", "INFO"),
    )


def _role(arn: str) -> str:
    if not trusts(arn, "lambda.amazonaws.com"):
        raise _not_assumable()
    return arn


def _not_assumable() -> AwsError:
    return invalid("The role defined for the function cannot be assumed by Lambda.")
