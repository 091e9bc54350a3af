"""The patterns and globs of a rules file have a size, all together."""

from typing import Any

import pytest

from tagboat.core.re2_pattern import compile_re2
from tagboat.core.rules import allowance
from tagboat.core.rules.allowance import Allowance

TOO_LARGE = r"^the patterns and globs of this file are too large, all together; write fewer"


def test_ten_thousand_rules_of_the_usual_kind_are_fine() -> None:
    allowed = Allowance()
    usual = compile_re2("web-(?<branch>.+)-(?<sha>[0-9a-f]{7,40})-dev")
    for number in range(10_000):
        allowed.take_pattern(usual)
        allowed.take_glob(f"team-{number}/*")
    allowed.refuse_if_spent()


def test_large_patterns_add_up() -> None:
    allowed = Allowance()
    large = compile_re2("(?:[a-z0-9]{500}){2}")
    for _ in range(100):
        allowed.take_pattern(large)
    with pytest.raises(ValueError, match=TOO_LARGE):
        take_often(allowed, large)


def take_often(allowed: Allowance, pattern: Any) -> None:
    for _ in range(10_000):
        allowed.take_pattern(pattern)


def test_a_glob_counts_as_all_that_its_braces_stand_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "LARGEST", 1_000)
    allowed = Allowance()
    allowed.take_glob("a" * 40)
    with pytest.raises(ValueError, match=TOO_LARGE):
        allowed.take_glob("{a,b}{c,d}{e,f}{g,h}{i,j}")


def test_what_is_spent_stays_spent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "LARGEST", 10)
    allowed = Allowance()
    allowed.refuse_if_spent()
    with pytest.raises(ValueError, match=TOO_LARGE):
        allowed.take_glob("*")
    with pytest.raises(ValueError, match=TOO_LARGE):
        allowed.refuse_if_spent()


def test_what_is_no_glob_takes_nothing() -> None:
    Allowance().take_glob("{" * 1_000)
