"""Which requests meet what, and how often."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Exposed:
    """An operation, and what may happen to its requests."""

    operation: str
    share: float
    """Of the requests that something begins to happen to."""
    faults: Mapping[str, int]
    """The names of what may happen, with their weights."""


MEANING = {
    "throttled": "the git host asks for a pause",
    "ECR throttled": "ECR asks for a pause",
    "server error": "503 in place of an answer",
    "cut": "the connection ends before anything is done",
    "cut in the answer": "it ends in the middle of the answer",
    "done, not told": "a write has its effect, and nobody is told",
    "slow": "the answer takes its time",
    "silent": "there is none for longer than clients wait",
    "stale": "a read does not see the last writes",
    "killed before": "all functions are killed before something is done",
    "killed after": "all functions are killed when a write is done",
    "not acknowledged": "a batch is done, and its messages stay in the queue",
    "received, and lost": "messages are handed over, and do not arrive",
}
"""Every fault that there is."""
READING = {
    "throttled": 3,
    "server error": 3,
    "cut": 2,
    "slow": 3,
    "stale": 6,
    "cut in the answer": 2,
}
WRITING = {"throttled": 4, "server error": 3, "cut": 2, "slow": 2, "done, not told": 4}
WRITING |= {"killed before": 2, "killed after": 4}
ASKING = {"ECR throttled": 6, "server error": 1, "cut": 1, "killed before": 1}
ACKNOWLEDGING = {"not acknowledged": 1}
RECEIVING = {"received, and lost": 1}

ON_AWS = (
    Exposed("DescribeImages", 0.15, ASKING),
    Exposed("DeleteMessageBatch", 0.08, ACKNOWLEDGING),
    Exposed("ReceiveMessage", 0.01, RECEIVING),
)
ON_CODECOMMIT = (
    Exposed("GetFile", 0.03, READING | {"killed before": 1}),
    Exposed("GetCommit", 0.05, READING | {"silent": 1}),
    Exposed("ListFileCommitHistory", 0.03, READING),
    Exposed("CreateCommit", 0.35, WRITING),
)
ON_GITHUB = (
    Exposed("repository", 0.12, READING | {"killed before": 1, "silent": 1}),
    Exposed("createCommitOnBranch", 0.3, WRITING),
    Exposed("git/create-tree", 0.08, {"throttled": 2, "server error": 2, "cut": 1}),
    Exposed("git/create-commit", 0.05, {"server error": 1, "cut": 1, "done, not told": 1}),
    Exposed("git/update-ref", 0.3, WRITING),
)
