"""Who may be in a stage, over all ways in which executions come and go."""

from hypothesis import given
from hypothesis import strategies as st

from sandbox.aws.codepipeline.entering import arrive, leave, let_in
from sandbox.aws.codepipeline.executions import Execution
from sandbox.aws.codepipeline.pipeline import Pipeline
from tests.integration.sandbox.codepipeline.workshop import approval, stage

steps = st.lists(st.sampled_from(["arrive", "leave", "give up", "close", "open"]), max_size=30)


def pipeline(mode: str) -> Pipeline:
    declared = {
        "name": "p",
        "version": 1,
        "executionMode": mode,
        "stages": [stage("Only", approval())],
    }
    return Pipeline("arn", declared)


def execution(of: Pipeline) -> Execution:
    made = Execution(len(of.executions) + 1, "p", of.declaration, ("Test", ""))
    of.executions.append(made)
    return made


@given(st.sampled_from(["QUEUED", "SUPERSEDED"]), steps)
def test_one_is_in_it_and_none_overtakes_another(mode: str, taken: list[str]) -> None:
    made = pipeline(mode)
    here = made.stages["Only"]
    entered: list[int] = []
    gone: set[int] = set()

    def note() -> None:
        occupant = here.occupant
        if occupant is not None and occupant.number not in entered:
            entered.append(occupant.number)

    for step in taken:
        if step == "arrive":
            gone |= {one.number for one in arrive(made, execution(made), here)}
        elif step == "leave" and here.occupant is not None:
            leave(here, here.occupant)
        elif step == "give up" and here.waiting:
            gone.add(here.waiting[0].number)
            leave(here, here.waiting[0])
        elif step in ("close", "open"):
            here.transition.enabled = step == "open"
            let_in(here)
        note()
        waiting = [one.number for one in here.waiting]
        assert waiting == sorted(waiting)
        assert not waiting or here.occupant is not None or not here.transition.enabled
        if mode == "SUPERSEDED":
            assert len(waiting) <= 1
            assert not waiting or waiting[0] == max(one.number for one in made.executions)
    assert entered == sorted(entered)
    assert not gone & set(entered)
    everyone = {one.number for one in made.executions}
    assert everyone == gone | set(entered) | {one.number for one in here.waiting}


@given(st.integers(min_value=1, max_value=20))
def test_of_those_that_wait_only_the_newest_goes_on(count: int) -> None:
    made = pipeline("SUPERSEDED")
    here = made.stages["Only"]
    first = execution(made)
    assert arrive(made, first, here) == []
    superseded = [one.number for _ in range(count) for one in arrive(made, execution(made), here)]
    assert superseded == list(range(2, count + 1))
    leave(here, first)
    assert here.occupant is made.executions[-1]
