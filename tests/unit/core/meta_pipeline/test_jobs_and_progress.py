"""Jobs of CodePipeline, the tokens that continue them, and what the review hands over."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.errors import Defect, UnusableEvent
from tagboat.core.meta_pipeline.errors import UpdateFailed
from tagboat.core.meta_pipeline.executable import Executable, executables, variable_of
from tagboat.core.meta_pipeline.job import job_of
from tagboat.core.meta_pipeline.progress import (
    Reviewing,
    Updating,
    progress_of,
    token_of,
    with_cut_off,
)
from tests.image_pushes import raw_event

EVENT: dict[str, Any] = json.loads(raw_event("codepipeline_job"))


def test_a_job_has_its_source_its_settings_and_no_credentials() -> None:
    job = job_of(EVENT)
    assert (job.bucket, job.key) == ("meta-artifactbucket-1", "meta/Source/AbCdEf1")
    assert job.settings == {"Execution": "11111111-abcd-1111-abcd-111111abcdef"}
    assert job.token == ""
    assert "secret" not in repr(job).lower()


def test_a_job_that_goes_on_has_the_token_that_it_left_off_with() -> None:
    event = copy.deepcopy(EVENT)
    event["CodePipeline.job"]["data"]["continuationToken"] = '{"made":true}'
    assert progress_of(job_of(event).token, Reviewing) == Reviewing(made=True)


@pytest.mark.parametrize("settings", [None, "", "[]", '{"Execution": 1}'])
def test_a_job_with_other_settings_is_unusable(settings: str | None) -> None:
    event = copy.deepcopy(EVENT)
    event["CodePipeline.job"]["data"]["actionConfiguration"]["configuration"] = {
        "FunctionName": "f",
        **({} if settings is None else {"UserParameters": settings}),
    }
    with pytest.raises(UnusableEvent, match="no job of the meta pipeline"):
        job_of(event)


@given(
    st.builds(
        Updating,
        waiting_since=st.none() | st.floats(0, 2e9),
        begun=st.text(),
        finished=st.lists(st.text()).map(tuple),
        cut_off=st.lists(st.text()).map(tuple),
    )
)
def test_progress_survives_its_token(progress: Updating) -> None:
    assert progress_of(token_of(progress), Updating) == progress


def test_the_longest_token_fits() -> None:
    stack = f"arn:aws:cloudformation:us-gov-west-1:123456789012:stack/{'s' * 128}/{'1' * 36}"
    running = f"execution {'1' * 36} of {'p' * 100}"
    begun = Updating(waiting_since=1e9 + 0.123456, begun=stack, finished=("s" * 128,) * 4)
    progress = with_cut_off(with_cut_off(begun, [running] * 3), [running] * 100)
    assert (len(progress.cut_off), progress.cut_off_more) == (5, 98)
    assert len(token_of(progress)) <= 2_048


def test_a_token_that_is_not_ours_is_a_defect() -> None:
    with pytest.raises(Defect, match="did not make"):
        progress_of("token", Updating)


arns = st.lists(st.none() | st.from_regex(r"arn:[a-z]{1,5}", fullmatch=True), min_size=1)


@given(arns)
def test_the_update_gets_the_change_sets_that_the_review_hands_over(
    found: list[str | None],
) -> None:
    stacks = [f"stack-{index}" for index in range(len(found))]
    wanted = [Executable(s, a) for s, a in zip(stacks, found, strict=True) if a]
    assert executables(variable_of(found), stacks) == wanted


def test_other_stacks_than_were_reviewed_are_refused() -> None:
    with pytest.raises(UpdateFailed, match="1 stacks were reviewed, but PipelineStacks names 2"):
        executables(variable_of(["arn:a"]), ["a", "b"])
