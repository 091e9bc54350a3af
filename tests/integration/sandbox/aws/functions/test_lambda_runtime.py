"""Deployed functions run in the real runtime, with exactly what is deployed."""

import base64
import json
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.functions import Functions
from sandbox.aws.server import AwsServer
from tests.integration.sandbox.aws.functions.waiting import is_running, wait_for

type CreateFunction = Callable[..., str]
type Run = Callable[..., Any]


@pytest.fixture
def run(lambda_: Any, name: str) -> Run:
    """Invoke the test's function and give what it returned."""

    def run(event: object = None) -> Any:
        answer = lambda_.invoke(FunctionName=name, Payload=json.dumps(event))
        result = json.load(answer["Payload"])
        assert "FunctionError" not in answer, result
        return result

    return run


@pytest.fixture
def fail(lambda_: Any, name: str) -> Callable[..., dict[str, Any]]:
    """Invoke the test's function, which fails, and give the error."""

    def fail(event: object = None) -> dict[str, Any]:
        answer = lambda_.invoke(FunctionName=name, Payload=json.dumps(event))
        assert answer["FunctionError"] == "Unhandled"
        error: dict[str, Any] = json.load(answer["Payload"])
        return error

    return fail


@pytest.fixture
def publish_layer(
    lambda_: Any, name: str, zipped: Callable[[Mapping[str, str]], bytes]
) -> Callable[..., str]:
    def publish_layer(suffix: str, files: Mapping[str, str]) -> str:
        arn: str = lambda_.publish_layer_version(
            LayerName=f"{name}-{suffix}", Content={"ZipFile": zipped(files)}
        )["LayerVersionArn"]
        return arn

    return publish_layer


def test_a_handler_gets_the_event_and_its_result_comes_back(
    create_function: CreateFunction, lambda_: Any
) -> None:
    name = create_function("def handler(event, context): return {'got': event}")
    answer = lambda_.invoke(FunctionName=name, Payload=json.dumps({"a": [1]}))
    assert json.load(answer["Payload"]) == {"got": {"a": [1]}}
    assert (answer["StatusCode"], answer["ExecutedVersion"]) == (200, "$LATEST")
    assert "FunctionError" not in answer


def test_the_environment_is_what_is_deployed_and_what_lambda_defines(
    create_function: CreateFunction, run: Run, name: str, aws: AwsServer
) -> None:
    create_function(
        "import os\ndef handler(event, context): return dict(os.environ)",
        Environment={"Variables": {"MY_OWN": "value", "TZ": "Europe/Berlin"}},
        MemorySize=192,
    )
    found = run()
    expected = {
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": aws.url,
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "192",
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_FORMAT": "Text",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{name}",
        "AWS_REGION": "us-east-1",
        "HOME": "/home/sbx_user1051",
        "MY_OWN": "value",
        "TZ": "Europe/Berlin",
        "_HANDLER": "app.handler",
    }
    assert {key: found.get(key) for key in expected} == expected
    assert found.keys() - expected.keys() == {
        *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
        *("AWS_LAMBDA_FUNCTION_TIMEOUT", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_LAMBDA_RUNTIME_API"),
        *("AWS_LAMBDA_METADATA_API", "AWS_LAMBDA_METADATA_TOKEN"),
        *("LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT", "LD_LIBRARY_PATH", "PATH", "PYTHONPATH"),
        *("LANG", "LC_CTYPE"),  # Python itself sets LC_CTYPE where LANG is not installed
    } - ({"LC_CTYPE"} - found.keys())


def test_a_function_acts_as_its_role(create_function: CreateFunction, run: Run, name: str) -> None:
    create_function(
        "import boto3\n"
        "def handler(event, context): return boto3.client('sts').get_caller_identity()['Arn']"
    )
    assert run() == f"arn:aws:sts::123456789012:assumed-role/{name}/{name}"


def test_layers_are_importable_and_later_ones_lie_over_earlier_ones(
    create_function: CreateFunction, run: Run, publish_layer: Callable[..., str]
) -> None:
    under = publish_layer("under", {"python/one.py": "v = 'under'", "python/two.py": "v = 'two'"})
    over = publish_layer("over", {"python/one.py": "v = 'over'"})
    create_function(
        "import one, two\ndef handler(event, context): return [one.v, two.v]", Layers=[under, over]
    )
    assert run() == ["over", "two"]


def test_packages_of_the_sandbox_are_not_there(
    create_function: CreateFunction, fail: Callable[..., dict[str, Any]]
) -> None:
    create_function("import moto\ndef handler(event, context): pass")
    error = fail()
    assert error["errorType"] == "Runtime.ImportModuleError"
    assert error["errorMessage"] == "Unable to import module 'app': No module named 'moto'"


def test_a_binary_for_another_machine_is_an_import_error(
    create_function: CreateFunction,
    fail: Callable[..., dict[str, Any]],
    publish_layer: Callable[..., str],
) -> None:
    layer = publish_layer("binary", {"python/foreign.so": "not for this machine" * 100})
    create_function("import foreign\ndef handler(event, context): pass", Layers=[layer])
    assert "invalid ELF header" in fail()["errorMessage"]


def test_an_exception_is_a_function_error(
    create_function: CreateFunction, fail: Callable[..., dict[str, Any]]
) -> None:
    create_function("def handler(event, context): raise ValueError('no\\ngood')")
    error = fail()
    assert (error["errorType"], error["errorMessage"]) == ("ValueError", "no\ngood")


def test_a_result_that_looks_like_an_error_is_a_result(
    create_function: CreateFunction, run: Run
) -> None:
    looks_like_one = {"errorMessage": "m", "errorType": "T", "requestId": "r", "stackTrace": []}
    create_function("def handler(event, context): return event")
    assert run(looks_like_one) == looks_like_one


def test_the_timeout_is_enforced_and_the_function_starts_again(
    create_function: CreateFunction,
    fail: Callable[..., dict[str, Any]],
    run: Run,
    functions: Functions,
    name: str,
) -> None:
    create_function(
        "import time\ndef handler(event, context): return event or time.sleep(30)", Timeout=1
    )
    error = fail(0)
    assert error["errorType"] == "Sandbox.Timedout"
    assert error["errorMessage"].endswith("Error: Task timed out after 1.00 seconds")
    assert run("again") == "again"
    assert any("Task timed out" in line for line in functions.logs(name))


def test_a_crash_is_a_function_error(
    create_function: CreateFunction, fail: Callable[..., dict[str, Any]]
) -> None:
    create_function("import os\ndef handler(event, context): os._exit(3)")
    error = fail()
    assert error["errorType"] == "Runtime.ExitError"
    assert error["errorMessage"].endswith("Runtime exited with error: exit status 3")


def test_a_process_that_is_ended_in_mid_flight_is_a_function_error(
    create_function: CreateFunction, functions: Functions, lambda_: Any, tmp_path: Path
) -> None:
    name = create_function(
        "import pathlib, time\n"
        "def handler(folder, context):\n"
        "    if not folder: return 'alive'\n"
        "    pathlib.Path(folder, 'begun').touch()\n"
        "    time.sleep(8)\n"
    )
    assert functions.crash(name) == 0
    with ThreadPoolExecutor() as pool:
        payload = json.dumps(str(tmp_path))
        answer = pool.submit(lambda_.invoke, FunctionName=name, Payload=payload)
        wait_for((tmp_path / "begun").exists)
        assert functions.crash(name) == 1
        error = json.loads(answer.result()["Payload"].read())
    assert error["errorType"] == "Runtime.ExitError"
    again = lambda_.invoke(FunctionName=name, Payload='""')["Payload"].read()
    assert json.loads(again) == "alive"


def test_warm_environments_are_used_again_until_code_or_configuration_change(
    create_function: CreateFunction, run: Run, lambda_: Any, functions: Functions, zipped: Any
) -> None:
    name = create_function("import os\ndef handler(event, context): return os.getpid()")
    first = run()
    assert run() == first
    lambda_.update_function_configuration(FunctionName=name, Description="Another")
    second = run()
    assert second != first
    code = "import os\ndef handler(event, context): return -os.getpid()"
    lambda_.update_function_code(FunctionName=name, ZipFile=zipped({"app.py": code}))
    assert run() not in (-first, -second)
    assert len(functions.init_durations(name)) == 3
    assert not any(is_running(pid) for pid in (first, second))


def test_invocations_at_the_same_time_run_in_processes_of_their_own(
    create_function: CreateFunction, run: Run, tmp_path: Path
) -> None:
    create_function(
        "import os, pathlib, time\n"
        "def handler(folder, context):\n"
        "    pathlib.Path(folder, str(os.getpid())).touch()\n"
        "    while len(os.listdir(folder)) < 2: time.sleep(0.005)\n"
        "    return os.getpid()"
    )
    with ThreadPoolExecutor() as pool:
        assert len(set(pool.map(run, [str(tmp_path)] * 2))) == 2


def test_reserved_concurrency_is_kept(
    create_function: CreateFunction, run: Run, lambda_: Any, raw_lambda: Any, tmp_path: Path
) -> None:
    name = create_function(
        "import pathlib, time\n"
        "def handler(folder, context):\n"
        "    pathlib.Path(folder, 'running').touch()\n"
        "    while not pathlib.Path(folder, 'go').exists(): time.sleep(0.005)"
    )
    lambda_.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=1)
    with ThreadPoolExecutor() as pool:
        running = pool.submit(run, str(tmp_path))
        wait_for(lambda: (tmp_path / "running").exists())
        with pytest.raises(raw_lambda.exceptions.TooManyRequestsException):
            raw_lambda.invoke(FunctionName=name, Payload=json.dumps(str(tmp_path)))
        (tmp_path / "go").touch()
        running.result()


def test_asynchronous_invocations_run_in_the_background(
    create_function: CreateFunction, lambda_: Any, tmp_path: Path
) -> None:
    name = create_function("import pathlib\ndef handler(path, context): pathlib.Path(path).touch()")
    answer = lambda_.invoke(
        FunctionName=name, InvocationType="Event", Payload=json.dumps(str(tmp_path / "done"))
    )
    assert answer["StatusCode"] == 202
    wait_for(lambda: (tmp_path / "done").exists())


def test_a_dry_run_runs_nothing(
    create_function: CreateFunction, lambda_: Any, functions: Functions
) -> None:
    name = create_function("def handler(event, context): pass")
    answer = lambda_.invoke(FunctionName=name, InvocationType="DryRun")
    assert answer["StatusCode"] == 204
    assert functions.invocations(name) == []


def test_an_event_that_is_not_json_is_refused(
    create_function: CreateFunction, lambda_: Any
) -> None:
    name = create_function("def handler(event, context): pass")
    with pytest.raises(lambda_.exceptions.InvalidRequestContentException):
        lambda_.invoke(FunctionName=name, Payload=b"{")


CHATTY = """
import logging, sys
print("loaded")
def handler(event, context):
    print("printed")
    print("to stderr", file=sys.stderr)
    logging.getLogger().error("two\\nlines")
    print("unfinished", end="")
"""


def logged(clients: Callable[[str], Any], group: str) -> list[str]:
    found = clients("logs").filter_log_events(logGroupName=group)["events"]
    return [event["message"] for event in found]


def test_the_log_is_delivered_with_the_lines_of_the_platform(
    create_function: CreateFunction,
    run: Run,
    clients: Callable[[str], Any],
    functions: Functions,
    name: str,
) -> None:
    group = f"/aws/lambda/{name}"
    clients("logs").create_log_group(logGroupName=group)
    create_function(CHATTY)
    run()
    wait_for(lambda: any("REPORT" in line for line in logged(clients, group)))
    lines = logged(clients, group)
    assert lines == functions.logs(name)
    id_ = functions.invocations(name)[0].request_id
    assert lines[:5] == [
        "INIT_START Runtime Version: python3.13",
        "loaded",
        f"START RequestId: {id_} Version: $LATEST",
        "printed",
        "to stderr",
    ]
    assert re.fullmatch(rf"\[ERROR\]\t[\dT:.-]+Z\t{id_}\ttwo\nlines", lines[5])
    assert lines[6:8] == ["unfinished", f"END RequestId: {id_}"]
    assert re.fullmatch(
        rf"REPORT RequestId: {id_}\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\t"
        r"Memory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms\t",
        lines[8],
    )


def test_json_logs_go_to_the_deployed_group_as_objects(
    create_function: CreateFunction,
    run: Run,
    clients: Callable[[str], Any],
    functions: Functions,
    name: str,
) -> None:
    clients("logs").create_log_group(logGroupName=f"{name}-log")
    create_function(CHATTY, LoggingConfig={"LogFormat": "JSON", "LogGroup": f"{name}-log"})
    run()
    wait_for(lambda: any("platform.report" in line for line in logged(clients, f"{name}-log")))
    lines = logged(clients, f"{name}-log")
    objects = [json.loads(line) for line in lines if line.startswith("{")]
    assert [found.get("type") for found in objects] == [
        *("platform.initStart", "platform.start", None, "platform.report")
    ]
    assert (objects[2]["level"], objects[2]["message"]) == ("ERROR", "two\nlines")
    ran = functions.invocations(name)[0]
    metrics = objects[3]["record"]["metrics"]
    assert metrics["durationMs"] == ran.duration_ms
    assert metrics["initDurationMs"] == ran.init_ms
    assert metrics["billedDurationMs"] == ran.billed_ms
    streams = clients("logs").describe_log_streams(logGroupName=f"{name}-log")["logStreams"]
    assert re.fullmatch(
        rf"\d{{4}}/\d\d/\d\d/{name}\[\$LATEST\][0-9a-f]{{32}}", streams[0]["logStreamName"]
    )


def test_without_the_permission_the_log_is_lost(
    create_function: CreateFunction,
    run: Run,
    role: Callable[..., str],
    clients: Callable[[str], Any],
    functions: Functions,
    aws: AwsServer,
) -> None:
    name = create_function(CHATTY)
    clients("logs").create_log_group(logGroupName=f"/aws/lambda/{name}")
    role("logs:CreateLogStream")
    run()
    wait_for(lambda: ("PutLogEvents", 400) in asked_by(aws, name))
    assert logged(clients, f"/aws/lambda/{name}") == []
    assert "printed" in functions.logs(name)


def test_the_tail_of_the_log_comes_with_the_answer(
    create_function: CreateFunction, lambda_: Any
) -> None:
    name = create_function("def handler(event, context): print('x' * 5000); print('end')")
    answer = lambda_.invoke(FunctionName=name, LogType="Tail")
    tail = base64.b64decode(answer["LogResult"])
    assert len(tail) == 4096
    assert b"\nend\nEND RequestId" in tail


def test_durations_and_memory_are_measured(
    create_function: CreateFunction, run: Run, functions: Functions, name: str
) -> None:
    create_function("import time\ntime.sleep(0.1)\ndef handler(event, context): time.sleep(0.05)")
    run()
    run()
    cold, warm = functions.invocations(name)
    assert cold.init_ms is not None
    assert cold.init_ms > 100
    assert warm.init_ms is None
    assert cold.duration_ms > 50
    assert cold.billed_ms >= 150
    assert warm.memory_mb > 5
    assert functions.init_durations(name) == [cold.init_ms]


def test_a_file_that_lambda_could_not_read_is_refused(
    create_function: CreateFunction, lambda_: Any, zipped: Any
) -> None:
    code = {"ZipFile": zipped({"app.py": "def handler(event, context): pass"}, mode=0o600)}
    name = create_function("", Code=code)
    with pytest.raises(ClientError, match=r"app\.py has mode 600"):
        lambda_.invoke(FunctionName=name)


def test_deleting_a_function_ends_its_processes(
    create_function: CreateFunction, run: Run, lambda_: Any
) -> None:
    name = create_function("import os\ndef handler(event, context): return os.getpid()")
    pid = run()
    lambda_.delete_function(FunctionName=name)
    assert not is_running(pid)
    with pytest.raises(lambda_.exceptions.ResourceNotFoundException):
        lambda_.invoke(FunctionName=name)


def asked_by(aws: AwsServer, principal: str) -> list[tuple[str, int]]:
    """What a role asked of the server, with the answers' status."""
    return [(one.operation, one.status) for one in aws.log if one.principal == principal]
