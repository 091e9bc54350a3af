"""Merge queues: pull requests are merged in their order, and by nothing else."""

from sandbox.github import GitHub
from sandbox.github.branch_rules import Requirements
from tests.integration.sandbox.github.conftest import REPOSITORY
from tests.integration.sandbox.github.pull_request_client import (
    PullRequestClient,
    assert_refused,
)

ENQUEUE = "enqueuePullRequest"


def test_what_is_queued_is_merged_in_its_turn(github: GitHub, pulls: PullRequestClient) -> None:
    github.add_ruleset(REPOSITORY, "main", requirements=Requirements(merge_queue=True))
    ids = []
    for name in ("one", "two"):
        pulls.branch(name, name)
        ids.append(pulls.opened(name)["id"])
    answer = "mergeQueueEntry { position state pullRequest { number isInMergeQueue } }"
    for id_ in ids:
        reply = pulls.mutate(ENQUEUE, answer, pullRequestId=id_)
    assert reply.json["data"][ENQUEUE]["mergeQueueEntry"] == {
        "position": 2,
        "state": "QUEUED",
        "pullRequest": {"number": 2, "isInMergeQueue": True},
    }
    entries = (
        'mergeQueue(branch: "main") { entries(first: 5) { nodes { pullRequest { number } } } }'
    )
    found = pulls.ask(entries)["mergeQueue"]["entries"]["nodes"]
    assert [entry["pullRequest"]["number"] for entry in found] == [1, 2]

    pulls.administrator.run_merge_queue()
    assert [pulls.read(number)["state"] for number in (1, 2)] == ["MERGED", "MERGED"]
    assert pulls.git.files("main").keys() >= {"one", "two"}
    assert pulls.ask(entries)["mergeQueue"]["entries"]["nodes"] == []


def test_what_conflicts_by_then_leaves_the_queue(github: GitHub, pulls: PullRequestClient) -> None:
    github.add_ruleset(REPOSITORY, "main", requirements=Requirements(merge_queue=True))
    pulls.branch()
    pulls.mutate(ENQUEUE, pullRequestId=pulls.opened()["id"])
    pulls.git.commit({"web/tag": "by hand\n"})
    pulls.administrator.run_merge_queue()
    asked = pulls.ask("pullRequest(number: 1) { state isInMergeQueue }")["pullRequest"]
    assert asked == {"state": "OPEN", "isInMergeQueue": False}


def test_auto_merge_puts_it_into_the_queue(github: GitHub, pulls: PullRequestClient) -> None:
    rules = Requirements(checks=("ci",), merge_queue=True)
    github.add_ruleset(REPOSITORY, "main", requirements=rules)
    pulls.administrator.allow_auto_merge()
    change = pulls.branch()
    pulls.mutate("enablePullRequestAutoMerge", pullRequestId=pulls.opened()["id"])
    asked = "pullRequest(number: 1) { isInMergeQueue mergeQueueEntry { position } }"
    assert pulls.ask(asked)["pullRequest"]["isInMergeQueue"] is False
    pulls.administrator.report_check(change, "ci", "success")
    assert pulls.ask(asked)["pullRequest"]["mergeQueueEntry"] == {"position": 1}
    pulls.administrator.run_merge_queue()
    assert pulls.read()["state"] == "MERGED"


def test_a_base_without_a_queue_is_refused(pulls: PullRequestClient) -> None:
    pulls.branch()
    assert pulls.ask('mergeQueue(branch: "main") { id }') == {"mergeQueue": None}
    reply = pulls.mutate(ENQUEUE, pullRequestId=pulls.opened()["id"])
    assert_refused(reply, ENQUEUE, "Base branch does not have a merge queue enabled")


def test_what_does_not_fulfil_the_rules_is_not_queued(
    github: GitHub, pulls: PullRequestClient
) -> None:
    rules = Requirements(checks=("ci",), merge_queue=True)
    github.protect(REPOSITORY, "main", requirements=rules)
    pulls.branch()
    reply = pulls.mutate(ENQUEUE, pullRequestId=pulls.opened()["id"])
    assert_refused(reply, ENQUEUE, 'Required status check "ci" is expected.')


def test_it_can_be_taken_out(github: GitHub, pulls: PullRequestClient) -> None:
    github.protect(REPOSITORY, "main", requirements=Requirements(merge_queue=True))
    pulls.branch()
    id_ = pulls.opened()["id"]
    pulls.mutate(ENQUEUE, pullRequestId=id_)
    again = pulls.mutate(ENQUEUE, pullRequestId=id_)
    assert_refused(again, ENQUEUE, "Pull request is already in the merge queue")
    pulls.mutate("dequeuePullRequest", id=id_)
    pulls.administrator.run_merge_queue()
    assert pulls.read()["state"] == "OPEN"
