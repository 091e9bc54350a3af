"""Which pushes start a pipeline, by AWS's documented rules."""

from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from sandbox.aws.codepipeline.triggers import is_wanted, starts
from sandbox.git_moves import Move
from tests.integration.sandbox.codepipeline.workshop import Workshop, action, approval, stage

OLD, NEW = "1" * 40, "2" * 40


def connected(**more: str) -> dict[str, Any]:
    configuration = {
        "ConnectionArn": "arn:aws:codeconnections:us-east-1:123456789012:connection/c",
        "FullRepositoryId": "team/app",
        "BranchName": "main",
        **more,
    }
    return action("App", "Source", "CodeStarSourceConnection", configuration, outputs=["App"])


def trigger(*filters: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "providerType": "CodeStarSourceConnection",
        "gitConfiguration": {"sourceActionName": "App", "push": list(filters), **more},
    }


def is_started(
    *filters: dict[str, Any],
    reference: str = "refs/heads/main",
    old: str | None = OLD,
    new: str | None = NEW,
    changed: tuple[str, ...] = ("a",),
    **configuration: str,
) -> bool:
    declared = {"triggers": [trigger(*filters)]} if filters else {}
    return starts(declared, connected(**configuration), Move(reference, old, new), lambda: changed)


def test_without_a_trigger_every_push_to_the_branch_starts_it() -> None:
    assert is_started()
    assert is_started(old=None)
    assert not is_started(reference="refs/heads/other")
    assert not is_started(reference="refs/tags/main")
    assert not is_started(DetectChanges="false")


def test_a_deletion_starts_nothing() -> None:
    assert not is_started(new=None)
    assert not is_started({"branches": {"includes": ["**"]}}, new=None)


def test_a_trigger_s_branches_count_and_not_the_configured_one() -> None:
    wanted = {"branches": {"includes": ["release/*"], "excludes": ["release/old"]}}
    assert is_started(wanted, reference="refs/heads/release/1")
    assert not is_started(wanted, reference="refs/heads/main")
    assert not is_started(wanted, reference="refs/heads/release/1/fix")
    assert not is_started(wanted, reference="refs/heads/release/old")


def test_one_changed_file_that_is_wanted_is_enough() -> None:
    wanted = {"filePaths": {"includes": ["pipeline.yaml", "ci/**"], "excludes": ["ci/*.md"]}}
    assert is_started(wanted, changed=("README.md", "pipeline.yaml"))
    assert is_started(wanted, changed=("ci/a/b.sh",))
    assert not is_started(wanted, changed=("README.md", "ci/notes.md"))
    assert not is_started(wanted, changed=("deep/pipeline.yaml",))


def test_only_the_first_hundred_files_are_looked_at() -> None:
    wanted = {"filePaths": {"includes": ["z"]}}
    others = tuple(f"a{number:03}" for number in range(100))
    assert is_started(wanted, changed=(*others[:99], "z"))
    assert not is_started(wanted, changed=(*others, "z"))


def test_a_new_branch_is_not_looked_at_by_its_files() -> None:
    assert not is_started({"filePaths": {"includes": ["**"]}}, old=None)
    assert is_started({"branches": {"includes": ["main"]}}, old=None)


def test_tags_start_it_only_by_a_filter_for_tags() -> None:
    wanted = {"tags": {"includes": ["v*"], "excludes": ["v0"]}}
    assert is_started(wanted, reference="refs/tags/v1", old=None)
    assert not is_started(wanted, reference="refs/tags/v0", old=None)
    assert not is_started(wanted, reference="refs/heads/v1")
    assert not is_started({"branches": {"includes": ["**"]}}, reference="refs/tags/v1")


def test_any_filter_is_enough() -> None:
    filters = ({"branches": {"includes": ["a"]}}, {"branches": {"includes": ["b"]}})
    assert is_started(*filters, reference="refs/heads/b")


@given(st.from_regex(r"[a-z/.]{1,12}", fullmatch=True))
def test_what_is_excluded_is_out_whatever_includes_it(value: str) -> None:
    assert is_wanted({"includes": ["**"]}, value)
    assert not is_wanted({"includes": ["**", value], "excludes": [value]}, value)
    assert is_wanted({"includes": ["*"]}, value) == ("/" not in value)


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ([trigger({"branches": {"includes": ["a"]}}, sourceActionName="Commit")], "must name"),
        ([trigger(*[{"branches": {"includes": ["a"]}}] * 4)], "1 to 3 filters|length"),
        ([trigger({"branches": {"includes": ["a"] * 9}})], "1 to 8 patterns"),
        ([trigger({"tags": {"includes": ["a"]}, "branches": {"includes": ["a"]}})], "must have"),
        (
            [trigger({"branches": {"includes": ["a"]}}, pullRequest=[{"events": ["OPEN"]}])],
            "pullRequest",
        ),
    ],
)
def test_a_trigger_that_aws_or_the_sandbox_does_not_take_is_refused(
    workshop: Workshop, declared: list[dict[str, Any]], said: str
) -> None:
    sources = workshop.source()
    sources["actions"].append(connected())
    with pytest.raises(ClientError, match=said):
        workshop.create(sources, stage("Ask", approval()), triggers=declared)
