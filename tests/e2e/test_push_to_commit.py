"""A push becomes a commit, on the template as it stands and on both git hosts."""

import json
from datetime import UTC, datetime, timedelta

from tests.e2e.deployed import Deployed


def test_a_push_becomes_a_commit(deployed: Deployed) -> None:
    before = {"dev/tag": b"v1\r\n", "prod/tag": b"\xef\xbb\xbfv1"}
    image = deployed.add_rule("web", before, "dev/tag", "prod/tag")
    (head, *_) = deployed.commits()
    assert deployed.push(image, "v2") == ()
    commit, parent, *_ = deployed.commits()
    assert parent == head
    assert deployed.content("dev/tag") == b"v2\r\n"
    assert deployed.content("prod/tag") == b"\xef\xbb\xbfv2"
    assert deployed.git.diff(commit.id).count("\n+") == 2 + 2  # two values, two file headers
    assert commit.message.splitlines()[0] == "[Auto] Update 2 files to v2"
    assert "* [Auto] Update dev/tag to v2" in commit.message
    assert f"Tagboat-Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/{image}:v2@sha256:" in (
        commit.message
    )
    assert (commit.author_name, commit.author_email) == ("A Bot", "bot@example.com")
    assert deployed.git.fsck() == ""


def test_the_same_push_again_makes_no_commit(deployed: Deployed) -> None:
    image = deployed.add_rule("again", {"again": b"v1\n"}, "again")
    deployed.push(image, "v2")
    head = deployed.git.head("main")
    assert deployed.push(image, "v2") == ()
    assert deployed.git.head("main") == head
    assert deployed.last_outcome(image) == ("unchanged", None, "already the value of again")


def test_the_pushes_of_a_batch_become_one_commit_and_the_newest_wins(deployed: Deployed) -> None:
    image = deployed.add_rule("burst", {"burst": b"v0\n"}, "burst")
    now = datetime.now(UTC)
    tags = [f"v{number}" for number in range(1, 9)]
    times = [now - timedelta(minutes=number) for number in range(8)]  # v1 is the newest
    before = len(deployed.commits())
    assert deployed.push(image, *tags, times=times) == ()
    assert deployed.content("burst") == b"v1\n"
    assert len(deployed.commits()) - before <= 2  # one, or two where the window ended in between
    kinds = [outcome["outcome"] for outcome in deployed.outcomes(image)]
    assert sorted(set(kinds)) in (["older", "written"], ["written"])
    assert len(kinds) == len(tags)


def test_every_push_and_rule_has_one_log_line(deployed: Deployed) -> None:
    image = deployed.add_rule("logged", {"logged": b"v1\n"}, "logged")
    deployed.push(image, "v2")
    (outcome,) = deployed.outcomes(image)
    assert outcome["outcome"] == "written"
    assert outcome["rule"] == "logged"
    assert outcome["commit"] == deployed.git.head("main")
    assert outcome["push"]["tag"] == "v2"
    assert outcome["service"] == deployed.stack


def test_metrics_count_pushes_commits_and_the_time_between(deployed: Deployed) -> None:
    image = deployed.add_rule("measured", {"measured": b"v1\n"}, "measured")
    deployed.push(image, "v2")
    metrics = [json.loads(line) for line in deployed.log() if '"_aws"' in line][-1]
    assert (metrics["Pushes"], metrics["Commits"], metrics["Failures"]) == ([1], [1], [0])
    assert metrics["Conflicts"] == [0]
    assert len(metrics["PushToCommit"]) == 1
    (directive,) = metrics["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "Tagboat"


def test_a_head_that_moves_between_read_and_commit_is_built_upon(deployed: Deployed) -> None:
    image = deployed.add_rule("raced", {"raced": b"v1\n"}, "raced")

    def person_pushes() -> None:
        deployed.git.commit({"by-hand": b"a person's\n"}, "By hand")

    interruptions = (
        deployed.cloud.aws.interruptions
        if deployed.host == "codecommit"
        else deployed.cloud.github.interruptions
    )
    operation = "CreateCommit" if deployed.host == "codecommit" else "git/update-ref"
    interruptions.before_next(operation, person_pushes)
    assert deployed.push(image, "v2") == ()
    ours, theirs, *_ = deployed.commits()
    assert theirs.message.strip() == "By hand"
    assert ours.parents == (theirs.id,)
    assert deployed.content("by-hand") == b"a person's\n"
    assert deployed.content("raced") == b"v2\n"
    assert deployed.git.diff(ours.id).count("diff --git") == 1
    assert deployed.git.fsck() == ""
