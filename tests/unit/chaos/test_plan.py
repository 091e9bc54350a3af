from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from chaos.oracle import Oracle
from chaos.plan import Plan, plan
from chaos.registry import Registry
from chaos.rule_sets import RULE_SETS, Winner
from chaos.steps import Deed, Delete, Person, Put, Tell, Undo

ALL = list(RULE_SETS.values())
seeds = st.integers(0, 10_000)


def steps(made: Plan) -> list[object]:
    return [step for wave in made.waves for step in wave]


def test_the_same_seed_makes_the_same_steps_and_another_one_others() -> None:
    first, again, other = (plan(seed, 300, ALL, lost=0.1) for seed in (1, 1, 2))
    assert first.waves == again.waves
    assert first.lost == again.lost
    assert first.waves != other.waves


@settings(max_examples=20)
@given(seeds)
def test_every_push_is_put_once_and_told_of_unless_its_event_is_lost(seed: int) -> None:
    made = plan(seed, 200, ALL, lost=0.1)
    put = [push for step in steps(made) if isinstance(step, Put) for push in step.pushes]
    told = {push for step in steps(made) if isinstance(step, Tell) for push in step.pushes}
    assert [push.number for push in put] == list(range(1, 201))
    assert told == set(put) - made.lost


@settings(max_examples=20)
@given(seeds)
def test_what_people_break_is_mended_before_the_calm(seed: int) -> None:
    for wave in plan(seed, 200, ALL, lost=0.1).waves:
        broken = [
            step
            for step in wave
            if isinstance(step, Person) and step.deed in (Deed.BREAK, Deed.REMOVE)
        ]
        assert Counter(broken) == Counter(step.of for step in wave if isinstance(step, Undo))


@settings(max_examples=20)
@given(seeds)
def test_an_image_that_was_deleted_never_has_to_stand(seed: int) -> None:
    made = plan(seed, 300, [RULE_SETS["plain"]], lost=0.1)
    registry = Registry()
    for step in steps(made):
        if isinstance(step, Put):
            registry.put += step.pushes
        if isinstance(step, Delete):
            registry.deleted.add(step.push)
    oracle = Oracle(registry, {})
    winners = [oracle.winner(rules, name) for rules in [RULE_SETS["plain"]] for name in rules.names]
    assert registry.deleted.isdisjoint(one for one in winners if one)


def test_a_run_has_everything_that_may_happen() -> None:
    made = plan(1, 2_000, ALL, lost=0.05)
    assert {type(step).__name__ for step in steps(made)} == {
        *("Put", "Tell", "Delete", "Person", "Undo", "Junk"),
        *("Settle", "Redeliver", "Reconcile", "Replica"),
    }
    deeds = {step.deed for step in steps(made) if isinstance(step, Person)}
    assert deeds == set(Deed)
    assert {rules.winner for rules in ALL} == set(Winner)
    images = {push.image for push in made.maker.made if not push.image.endswith("broken")}
    assert len(images) == 50
