"""What no event told of is written when the schedule's time comes, or when somebody asks."""

import pytest

from sandbox.pushed_image import PushedImage
from tagboat import cli
from tests.e2e.deployed import Deployed


def test_a_push_whose_event_was_lost_is_written_when_the_time_comes(deployed: Deployed) -> None:
    image = deployed.add_rule("lost", {"lost": b"v0\n"}, "lost")
    deployed.cloud.put_images(PushedImage(image, "v1"))
    deployed.reconcile()
    assert deployed.content("lost") == b"v1\n"
    (outcome,) = deployed.outcomes(image)
    assert (outcome["outcome"], outcome["push"]["id"]) == ("written", "reconcile")
    assert deployed.reconciled()[-1]["unknown"] == []


def test_what_was_held_is_written_once_it_is_released(deployed: Deployed) -> None:
    image = deployed.add_rule("released", {"released": b"v0\n"}, "released")
    deployed.git.commit({".tagboat.hold": "released  # not today\n"}, "Hold")
    deployed.push(image, "v1")
    assert deployed.content("released") == b"v0\n"
    deployed.reconcile()
    (drift,) = [
        one
        for one in deployed.records()
        if one.get("message") == "Drift" and one["push"]["repository"] == image
    ]
    assert drift["outcome"] == "held"
    deployed.git.commit({".tagboat.hold": None}, "Release")
    deployed.reconcile()
    assert deployed.content("released") == b"v1\n"
    assert deployed.reconciled()[-1]["healed"] == 1


def test_the_command_asks_for_it(
    deployed: Deployed,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    for name, value in deployed.cloud.aws.environment().items():
        monkeypatch.setenv(name, value)
    done = len(deployed.reconciled())
    assert cli.main(["reconcile", "--stack", deployed.stack]) == 0
    deployed.settled()
    assert len(deployed.reconciled()) == done + 1
    assert b"Asked, by the message" in capfdbinary.readouterr().out
