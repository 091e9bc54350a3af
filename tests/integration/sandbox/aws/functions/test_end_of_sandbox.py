"""No process of a sandbox lives longer than the sandbox."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.sandbox.aws.functions.waiting import is_running, wait_for

# Writes the ids of the runtime's processes, one busy and one idle, and stops when told to.
PROGRAM = """
import json, pathlib, sys, threading, time
from sandbox.aws.functions import Functions
from sandbox.aws.server import AwsServer
from tests.integration.sandbox.aws.functions.conftest import LOGGING, TRUST, pack, policy

folder = pathlib.Path(sys.argv[1])
with AwsServer(folder / "git") as aws:
    functions = aws.functions
    iam, lambda_ = aws.client("iam"), aws.client("lambda")
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=TRUST)
    iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=policy(*LOGGING))
    code = '''
import os, pathlib, time
def handler(path, context):
    pathlib.Path(path).write_text(f"{os.getpid()} {os.getppid()}")
    while pathlib.Path(path).name == "busy": time.sleep(1)
'''
    for name in ("busy", "idle"):
        lambda_.create_function(
            FunctionName=name, Runtime="python3.13", Handler="app.handler", Timeout=60,
            Role="arn:aws:iam::123456789012:role/r", Code={"ZipFile": pack({"app.py": code})},
        )
    lambda_.invoke(FunctionName="idle", Payload=json.dumps(str(folder / "idle")))
    lambda_.invoke(
        FunctionName="busy", InvocationType="Event", Payload=json.dumps(str(folder / "busy"))
    )
    while not (folder / "busy").exists() or not (folder / "busy").read_text(): time.sleep(0.01)
    print("ready", flush=True)
    sys.stdin.read()
print("stopped", flush=True)
"""


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    folder = tmp_path / "temporary"
    folder.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        env={"PYTHONPATH": ":".join(filter(None, sys.path)), "TMPDIR": str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        yield program
        program.kill()


@pytest.fixture
def processes(sandbox: "subprocess.Popen[str]", tmp_path: Path) -> list[int]:
    """The runtime and the emulator of both functions."""
    written = [(tmp_path / name).read_text() for name in ("busy", "idle")]
    found = [int(pid) for text in written for pid in text.split()]
    assert all(is_running(pid) for pid in found)
    return found


def test_stopping_ends_every_process_the_busy_ones_too(
    sandbox: "subprocess.Popen[str]", processes: list[int], tmp_path: Path
) -> None:
    output, _ = sandbox.communicate("", timeout=20)
    assert output == "stopped\n"
    assert not [pid for pid in processes if is_running(pid)]
    assert list((tmp_path / "temporary").iterdir()) == []


def test_killing_the_sandbox_ends_every_process(
    sandbox: "subprocess.Popen[str]", processes: list[int], tmp_path: Path
) -> None:
    sandbox.kill()
    wait_for(lambda: not [pid for pid in processes if is_running(pid)])
    wait_for(lambda: list((tmp_path / "temporary").glob("functions-*")) == [])
