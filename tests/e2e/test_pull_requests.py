"""A push becomes a pull request, on the template as it stands and on each host that has them."""

import pytest

from sandbox.local_cloud import LocalCloud
from tagboat.core.pull_requests.standing import State
from tests.e2e.proposing import Proposing, deploy

HOSTS = ("codecommit", "github", "gitlab")
_TABLE = "| Change | Where | Pushed |\n| --- | --- | --- |\n| `v1` → `v2` | `opened/tag` | "


@pytest.fixture(scope="module")
def deployments(cloud: LocalCloud) -> dict[str, Proposing]:
    """Those that were needed so far: each takes seconds."""
    return {}


@pytest.fixture(params=HOSTS)
def proposing(
    request: pytest.FixtureRequest, cloud: LocalCloud, deployments: dict[str, Proposing]
) -> Proposing:
    host = request.param
    if host not in deployments:
        deployments[host] = deploy(cloud, host)
    return deployments[host]


def test_a_push_opens_one(proposing: Proposing) -> None:
    proposing.begin(
        proposing.rule(
            "opened", title="Deploy $IMAGE_TAG", labels=["deploy", "$RULE"], body="Look:"
        )
    )
    main = proposing.git.head("main")
    proposing.pushed("opened", "v2")
    (asked,) = proposing.asked("opened")
    assert (asked.state, asked.title) == (State.OPEN, "Deploy v2")
    assert asked.body.startswith(f"Look:\n\n{_TABLE}")
    assert asked.labels == ({"deploy", "opened"} if proposing.people.abilities.labels else set())
    assert proposing.git.head("main") == main
    assert proposing.people.content_on("tagboat/opened", "opened/tag") == b"v2\n"
    (ours, *_) = proposing.git.log("tagboat/opened")
    assert ours.parents == (main,)
    assert (ours.author_name, ours.author_email) == ("A Bot", "bot@example.com")


def test_its_outcome_and_its_metrics_name_and_count_it(proposing: Proposing) -> None:
    proposing.begin(proposing.rule("told"))
    outcome = proposing.pushed("told", "v2")
    (asked,) = proposing.asked("told")
    assert outcome["outcome"] == "proposed"
    assert "commit" not in outcome
    assert f"; in {asked.name}" in outcome["reason"]
    assert asked.name[1:] in outcome["pull_request"].split("/")
    assert outcome["push"]["tag"] == "v2"
    metrics = proposing.last_metrics()
    assert (metrics["PullRequests"], metrics["Commits"], metrics["Failures"]) == ([1], [0], [0])
    assert "PushToCommit" not in metrics


def test_a_newer_image_changes_it_in_place(proposing: Proposing) -> None:
    proposing.begin(proposing.rule("changed", title="Deploy $IMAGE_TAG"))
    proposing.pushed("changed", "v2")
    (before,) = proposing.asked("changed")
    proposing.pushed("changed", "v3")
    (asked,) = proposing.asked("changed")
    assert (asked.name, asked.title) == (before.name, "Deploy v3")
    assert "`v1` → `v3`" in asked.body
    assert proposing.people.content_on("tagboat/changed", "changed/tag") == b"v3\n"


def test_the_same_image_again_changes_nothing(proposing: Proposing) -> None:
    proposing.begin(proposing.rule("again"))
    proposing.pushed("again", "v2")
    head, shown = proposing.git.head("tagboat/again"), proposing.asked("again")
    proposing.pushed("again", "v2")
    assert proposing.git.head("tagboat/again") == head
    assert proposing.asked("again") == shown
    assert proposing.last("again")["outcome"] == "unchanged"
    assert proposing.last("again")["pull_request"]


def test_one_that_a_person_closed_is_not_opened_again_for_its_image(proposing: Proposing) -> None:
    proposing.begin(proposing.rule("closed"))
    proposing.pushed("closed", "v2")
    (asked,) = proposing.asked("closed")
    proposing.people.close(asked.name)
    proposing.pushed("closed", "v2")
    outcome = proposing.last("closed")
    assert outcome["outcome"] == "held"
    assert outcome["reason"].startswith(f"{asked.name} was closed")
    assert len(proposing.asked("closed")) == 1
    proposing.pushed("closed", "v3")
    assert [one.state for one in proposing.asked("closed")] == [State.CLOSED, State.OPEN]


def test_one_that_a_person_pushed_to_is_left_alone(proposing: Proposing) -> None:
    proposing.begin(proposing.rule("theirs"))
    proposing.pushed("theirs", "v2")
    (asked,) = proposing.asked("theirs")
    theirs = proposing.people.push_to("tagboat/theirs", {"theirs/notes": b"mine\n"})
    proposing.pushed("theirs", "v3")
    outcome = proposing.last("theirs")
    assert outcome["outcome"] == "held"
    assert outcome["reason"].startswith("somebody has pushed to tagboat/theirs")
    assert proposing.git.head("tagboat/theirs") == theirs
    assert proposing.asked("theirs") == [asked]
    assert proposing.last_metrics()["PullRequests"] == [0]


def test_one_that_is_superseded_is_closed_with_a_comment(proposing: Proposing) -> None:
    proposing.begin(proposing.rule("passed"))
    proposing.pushed("passed", "v2")
    proposing.git.commit({"passed/tag": b"v2\n"}, "By hand")
    proposing.pushed("passed", "v2")
    (asked,) = proposing.asked("passed")
    assert asked.state is State.CLOSED
    assert asked.comments[-1].startswith("main has what this pull request proposes")
    assert proposing.last("passed")["outcome"] == "unchanged"
    assert proposing.last_metrics()["PullRequests"] == [1]


def test_one_that_merges_itself_does_so_when_nothing_is_in_the_way(proposing: Proposing) -> None:
    proposing.begin(proposing.rule("merged", auto_merge="squash"))
    proposing.pushed("merged", "v2")
    (asked,) = proposing.asked("merged")
    outcome = proposing.last("merged")
    assert (asked.state, outcome["outcome"]) == (State.MERGED, "written")
    assert outcome["commit"] == proposing.git.head("main")
    assert outcome["pull_request"]
    assert proposing.content("merged/tag") == b"v2\n"
    metrics = proposing.last_metrics()
    assert (metrics["Commits"], metrics["PullRequests"]) == ([1], [1])


@pytest.mark.parametrize("host", HOSTS)
def test_one_that_merges_itself_waits_for_its_checks(cloud: LocalCloud, host: str) -> None:
    proposing = deploy(cloud, host, "waiting")
    proposing.begin(proposing.rule("waited", auto_merge="squash"))
    proposing.people.require_checks()
    proposing.pushed("waited", "v2")
    assert proposing.last("waited")["outcome"] == "proposed"
    assert proposing.content("waited/tag") == b"v1\n"
    proposing.people.pass_checks()
    if not proposing.people.abilities.waits:
        assert proposing.content("waited/tag") == b"v1\n"  # It is tried with the next push.
        proposing.pushed("waited", "v2")
        assert proposing.last("waited")["outcome"] == "written"
    assert proposing.content("waited/tag") == b"v2\n", host
    assert [one.state for one in proposing.asked("waited")] == [State.MERGED]
    assert proposing.git.fsck() == ""


def test_a_commit_and_a_pull_request_of_one_push_do_not_hold_up_each_other(
    proposing: Proposing,
) -> None:
    committed = {**proposing.rule("both"), "name": "both-dev", "targets": [{"file": "both/dev"}]}
    del committed["deliver"]
    proposing.begin(committed, proposing.rule("both"))
    proposing.pushed("both", "v2")
    kinds = {one.get("rule"): one["outcome"] for one in proposing.outcomes(committed["image"])}
    assert kinds == {"both-dev": "written", "both": "proposed"}
    assert proposing.content("both/dev") == b"v2\n"
    (ours, *_) = proposing.git.log("tagboat/both")
    assert ours.parents == (proposing.git.head("main"),)
