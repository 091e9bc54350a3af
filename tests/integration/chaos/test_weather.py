from collections import Counter

from chaos.exposure import MEANING, ON_AWS, ON_CODECOMMIT, ON_GITHUB, Exposed
from chaos.weather import Weather
from sandbox.interruptions import Interruptions


def met(seed: int, storms: int = 1) -> tuple[list[int], Counter[str]]:
    """At which requests of an operation the functions are killed."""
    interruptions, killed = Interruptions(), list[int]()
    exposed = Exposed("CreateCommit", 0.2, {"stale": 1})
    at = [0]

    def strike() -> None:
        killed.append(at[0])

    own = {"stale": strike, "kill": strike}
    weather = Weather(seed, [(interruptions, exposed)], own, on_github=False)
    for _ in range(storms):
        weather.storm()
        for _ in range(100):
            at[0] += 1
            interruptions.happen("CreateCommit")
        weather.calm()
        interruptions.happen("CreateCommit")
    return killed, weather.struck


def test_the_seed_decides_which_request_meets_what() -> None:
    assert met(1) == met(1)
    assert met(1) != met(2)


def test_each_storm_is_another_one_and_nothing_happens_in_the_calm() -> None:
    killed, struck = met(1, storms=2)
    first = [number for number in killed if number <= 100]
    assert [number + 100 for number in first] != killed[len(first) :]
    assert struck["stale"] == len(killed) > 20


def test_every_fault_that_may_happen_has_a_meaning_and_the_other_way_round() -> None:
    named = {name for one in (*ON_AWS, *ON_CODECOMMIT, *ON_GITHUB) for name in one.faults}
    assert named == set(MEANING)
