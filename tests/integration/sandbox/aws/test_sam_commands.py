"""SAM's own commands, unmodified, from a folder of sources to a deployed stack and back."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.server import AwsServer

type Sam = Callable[..., str]

TEMPLATE = """
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Parameters:
  Greeting: {Type: String, Default: hello}
Resources:
  Greeter:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: app.handle
      Runtime: python3.13
      Environment: {Variables: {GREETING: !Ref Greeting}}
  Queue:
    Type: AWS::SQS::Queue
    Condition: SaysGoodbye
Conditions:
  SaysGoodbye: !Equals [!Ref Greeting, goodbye]
Outputs:
  Greeter: {Description: Who greets, Value: !Ref Greeter}
"""


@pytest.fixture
def sam(aws: AwsServer, tmp_path: Path) -> Sam:
    """Run a command of SAM in a folder with a small application."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.py").write_text("def handle(event, context):\n    return event\n")
    (tmp_path / "src" / "requirements.txt").touch()
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    bin_folder = Path(sys.executable).parent
    environment = {
        **aws.environment(),
        "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        "__SAM_CLI_APP_DIR": str(tmp_path / "home"),
    }

    def sam(*arguments: str, status: int = 0) -> str:
        done = subprocess.run(
            ["sam", *arguments],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == status, done.stdout
        return done.stdout

    return sam


def _rows(printed: str) -> set[tuple[str, ...]]:
    return {tuple(line.split()) for line in printed.splitlines()}


def test_an_application_is_built_deployed_changed_and_deleted(
    sam: Sam, clients: Callable[[str], Any], name: str
) -> None:
    deploy = ("deploy", "--stack-name", name, "--resolve-s3", "--capabilities", "CAPABILITY_IAM")
    sam("build")

    printed = sam(*deploy)
    assert ("+", "Add", "Greeter", "AWS::Lambda::Function", "N/A") in _rows(printed)
    assert ("+", "Add", "GreeterRole", "AWS::IAM::Role", "N/A") in _rows(printed)
    assert f"Successfully created/updated stack - {name} in us-east-1" in printed
    stack = clients("cloudformation").describe_stacks(StackName=name)["Stacks"][0]
    function = stack["Outputs"][0]["OutputValue"]
    assert function in printed
    settings = clients("lambda").get_function_configuration(FunctionName=function)
    assert settings["Environment"]["Variables"] == {"GREETING": "hello"}
    assert (settings["Handler"], settings["Runtime"]) == ("app.handle", "python3.13")
    attached = clients("iam").list_attached_role_policies(
        RoleName=settings["Role"].rpartition("/")[2]
    )["AttachedPolicies"]
    assert [one["PolicyName"] for one in attached] == ["AWSLambdaBasicExecutionRole"]

    printed = sam(*deploy, "--parameter-overrides", "Greeting=goodbye")
    assert ("*", "Modify", "Greeter", "AWS::Lambda::Function", "False") in _rows(printed)
    assert ("+", "Add", "Queue", "AWS::SQS::Queue", "N/A") in _rows(printed)
    settings = clients("lambda").get_function_configuration(FunctionName=function)
    assert settings["Environment"]["Variables"] == {"GREETING": "goodbye"}

    sam("delete", "--stack-name", name, "--no-prompts", "--region", "us-east-1")
    listed = clients("lambda").list_functions()["Functions"]
    assert function not in [one["FunctionName"] for one in listed]
    with pytest.raises(ClientError, match="does not exist"):
        clients("cloudformation").describe_stacks(StackName=name)


def test_a_stack_that_is_up_to_date_is_left_alone_and_can_be_listed(
    sam: Sam, clients: Callable[[str], Any], name: str, tmp_path: Path
) -> None:
    # SAM adds this metadata to what it deploys, which makes it a change.
    queue = {"Type": "AWS::SQS::Queue", "Metadata": {"SamResourceId": "Queue"}}
    template = {
        "Resources": {"Queue": queue},
        "Outputs": {"Said": {"Description": "What is said", "Value": "hello"}},
    }
    (tmp_path / "queue.json").write_text(json.dumps(template))
    clients("cloudformation").create_stack(StackName=name, TemplateBody=json.dumps(template))
    deploy = ("deploy", "--stack-name", name, "--template-file", "queue.json")
    assert f"No changes to deploy. Stack {name} is up to date" in sam(
        *deploy, "--no-fail-on-empty-changeset"
    )
    listed = json.loads(sam("list", "stack-outputs", "--stack-name", name, "--output", "json"))
    assert listed == [{"OutputKey": "Said", "OutputValue": "hello", "Description": "What is said"}]
