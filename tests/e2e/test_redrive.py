"""What was given up is listed with its reason, and sent back to be written."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.local_cloud import LocalCloud
from tagboat import cli
from tests.e2e.deployed import Deployed


class CommandLine:
    """`tagboat redrive` about one stack, asked at the sandbox's address."""

    def __init__(
        self,
        deployed: Deployed,
        monkeypatch: pytest.MonkeyPatch,
        printed: pytest.CaptureFixture[bytes],
    ) -> None:
        for name, value in deployed.cloud.aws.environment().items():
            monkeypatch.setenv(name, value)
        self._stack = deployed.stack
        self._printed = printed

    def redrive(self, *arguments: str) -> tuple[int, list[dict[str, Any]]]:
        code = cli.main(["redrive", "--stack", self._stack, "--json", *arguments])
        return code, json.loads(self._printed.readouterr().out)["letters"]


type About = Callable[[Deployed], CommandLine]


@pytest.fixture
def about(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> About:
    return lambda deployed: CommandLine(deployed, monkeypatch, capfdbinary)


@pytest.fixture
def command_line(deployed: Deployed, about: About) -> CommandLine:
    return about(deployed)


def test_a_push_that_was_given_up_is_written_once_it_is_mended_and_sent_back(
    deployed: Deployed, command_line: CommandLine
) -> None:
    image = deployed.add_rule("late", {}, "late/tag")
    other = deployed.add_rule("later", {}, "later/tag")
    deployed.dead_letters()
    deployed.push(image, "v2")
    deployed.push(other, "v2")
    while deployed.time_passes():
        pass
    code, letters = command_line.redrive()
    assert code == 1
    assert {letter["push"]["repository"] for letter in letters} == {image, other}
    assert {letter["error"] for letter in letters} == {"FileMissing"}
    assert {letter["receives"] for letter in letters} == {5}
    deployed.git.commit({"late/tag": b"v1\n"}, "Add what was missing")
    code, letters = command_line.redrive("--send", "--image", image)
    assert code == 0
    assert [(one["push"]["repository"], one["sent"]) for one in letters] == [(image, True)]
    assert deployed.settled() == ()
    assert deployed.content("late/tag") == b"v2\n"
    (kept,) = deployed.dead_letters()
    assert json.loads(kept["Body"])["detail"]["repository-name"] == other


def test_what_eventbridge_could_not_deliver_is_sent_on(
    deployed: Deployed, command_line: CommandLine
) -> None:
    image = deployed.add_rule("undelivered", {"undelivered": b"v1\n"}, "undelivered")
    sqs = deployed.cloud.aws.client("sqs")
    url = deployed.outputs["QueueUrl"]
    policy = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
    deployed.push(image, "v2")
    assert deployed.content("undelivered") == b"v1\n"
    sqs.set_queue_attributes(QueueUrl=url, Attributes=policy)
    _, (letter,) = command_line.redrive()
    assert (letter["undelivered"], letter["error"]) == (True, "NO_PERMISSIONS")
    assert command_line.redrive("--send")[0] == 0
    assert deployed.settled() == ()
    assert deployed.content("undelivered") == b"v2\n"
    assert command_line.redrive() == (0, [])


def test_a_function_that_never_says_why_leaves_its_letters_to_sqs(
    cloud: LocalCloud, about: About
) -> None:
    """Its parameters contradict each other: GitHub's repositories have an owner."""
    repo = cloud.infra_repo("github", "infra-unsaid", {"tag": b"v1\n"})
    parameters = {**repo.parameters, "ImageRepository": "unsaid/web", "DestinationFile": "tag"}
    stack = "tagboat-unsaid"
    wrong = {**parameters, "InfraRepository": "infra-unsaid"}
    outputs = cloud.application.deploy(stack, wrong)
    deployed = Deployed(cloud, "github", stack, repo, outputs)
    (waiting,) = deployed.push("unsaid/web", "v2")
    while waiting.receive_count < 5:
        (waiting,) = deployed.time_passes()
    assert deployed.time_passes() == ()
    _, (letter,) = about(deployed).redrive()
    assert (letter["error"], letter["reason"], letter["push"]["tag"]) == (None, None, "v2")
    assert letter["advice"].startswith("The function ended before it could say why")
    cloud.application.deploy(stack, parameters)
    assert about(deployed).redrive("--send")[0] == 0
    assert deployed.settled() == ()
    assert deployed.content("tag") == b"v2\n"
