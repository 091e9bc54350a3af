"""Events of CodeCommit: which of them move a branch."""

import json
from typing import Any

import pytest

from tagboat.core.errors import UnusableEvent
from tagboat.core.meta_pipeline.branch_push import BranchPush, branch_push
from tests.image_pushes import raw_event

EVENT: dict[str, Any] = json.loads(raw_event("codecommit_reference_updated"))


def changed(**detail: object) -> str:
    return json.dumps(EVENT | {"detail": {**EVENT["detail"], **detail}})


def test_a_push_has_the_commits_before_and_after_it() -> None:
    assert branch_push(json.dumps(EVENT)) == BranchPush(
        "shop",
        "feature/pipelines",
        "3e5983EXAMPLE",
        "7f2a91EXAMPLE",
    )


def test_a_new_branch_has_nothing_before_it() -> None:
    detail = dict(EVENT["detail"], event="referenceCreated")
    del detail["oldCommitId"]
    assert branch_push(json.dumps(EVENT | {"detail": detail})).before is None


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        "[]",
        changed(event="referenceDeleted"),
        changed(referenceType="tag"),
        changed(commitId=None),
    ],
)
def test_what_moves_no_branch_is_unusable(body: str) -> None:
    with pytest.raises(UnusableEvent, match="no push to a branch"):
        branch_push(body)
