"""From holds, freezes and what else holds images, as people wrote it, to checked restraints."""

from collections.abc import Iterator, Sequence, Set
from datetime import tzinfo

from msgspec import Struct

from tagboat.core.restraints.age import MinimumAge
from tagboat.core.restraints.base import Restraint
from tagboat.core.restraints.cron import Cron
from tagboat.core.restraints.duration import duration
from tagboat.core.restraints.freeze import Freeze
from tagboat.core.restraints.hold import Hold
from tagboat.core.restraints.scan import RequiredScan
from tagboat.core.restraints.scope import EVERYTHING, Scope
from tagboat.core.restraints.windows import LONGEST_RECURRING, Dates, Recurring, Window
from tagboat.core.rules.mistakes import Location, Mistakes
from tagboat.core.rules.schema import (
    WrittenFile,
    WrittenFreeze,
    WrittenHold,
    WrittenRule,
    WrittenSharedFreeze,
)
from tagboat.core.rules.times import time, time_zone
from tagboat.core.wrong_shape import meant


class Names(Struct, frozen=True):
    """What a restraint may name."""

    rules: Set[str]
    environments: Set[str]


def build_own(written: WrittenRule, at: Location, mistakes: Mistakes) -> tuple[Restraint, ...]:
    """Make the restraints that a rule has for itself; what is wrong with them is noted."""
    scope = Scope(rules=(written.name,))
    built: list[Restraint] = []
    if written.hold:
        reason = written.hold if isinstance(written.hold, str) else ""
        release = "remove it to release the rule"
        built.append(Hold(scope=scope, by="the rule's 'hold'", reason=reason, release=release))
    for index, freeze in enumerate(written.freeze):
        built += _freeze(freeze, scope, (*at, "freeze", index), mistakes)
    if written.minimum_age is not None:
        with mistakes.at((*at, "minimum_age")):
            built.append(MinimumAge(duration(written.minimum_age), written.minimum_age))
    if written.require is not None:
        scan = written.require.scan
        with mistakes.at((*at, "require", "scan", "wait")):
            wait = duration(scan.wait)
            built.append(RequiredScan(max_severity=scan.max_severity, wait=wait, written=scan.wait))
    return tuple(built)


def build_shared(written: WrittenFile, names: Names, mistakes: Mistakes) -> tuple[Restraint, ...]:
    """Make the restraints that the file has for its rules; what is wrong with them is noted."""
    built: list[Restraint] = [*_hold(written, names, mistakes)]
    for index, freeze in enumerate(written.freeze):
        at = ("freeze", index)
        scope = _scope(freeze, names, at, mistakes) or EVERYTHING
        built += _freeze(freeze, scope, at, mistakes)
    return tuple(built)


def _hold(file: WrittenFile, names: Names, mistakes: Mistakes) -> Iterator[Hold]:
    written = file.hold
    if not written:
        return
    scope: Scope | None = EVERYTHING
    reason = written if isinstance(written, str) else ""
    if isinstance(written, WrittenHold):
        scope, reason = _scope(written, names, ("hold",), mistakes), written.reason or ""
        if scope is None:
            what = "it names nothing; add environments or rules, or write 'hold: true' for all"
            mistakes.add(("hold",), what)
            return
    assert scope is not None  # noqa: S101 - or it had been a mistake
    release = "remove it to release them"
    yield Hold(scope=scope, by="'hold' of the rules file", reason=reason, release=release)


def _scope(
    written: WrittenHold | WrittenSharedFreeze, names: Names, at: Location, mistakes: Mistakes
) -> Scope | None:
    """What is named; None if nothing is."""
    if written.environments is None and written.rules is None:
        return None
    environments, rules = written.environments or (), written.rules or ()
    _refuse_unknown(environments, names.environments, (*at, "environments"), mistakes)
    _refuse_unknown(rules, names.rules, (*at, "rules"), mistakes)
    return Scope(environments=tuple(environments), rules=tuple(rules))


def _refuse_unknown(
    written: Sequence[str], known: Set[str], at: Location, mistakes: Mistakes
) -> None:
    """Refuse what would hold nothing without a word."""
    for index, name in enumerate(written):
        if name not in known:
            of = "has the environment" if at[-1] == "environments" else "has the name"
            close = f"; {meant(name, sorted(known))}" if known else ""
            mistakes.add((*at, index), f"no rule {of} {name!r}{close}")


def _freeze(
    written: WrittenFreeze, scope: Scope, at: Location, mistakes: Mistakes
) -> Iterator[Freeze]:
    zone: tzinfo | None = None
    with mistakes.at((*at, "timezone")):
        zone = time_zone(written.timezone)
    if zone is None:
        return
    with mistakes.at(at):
        window = _window(written, zone, at, mistakes)
        if window is not None:
            yield Freeze(scope=scope, window=window, zone=zone, reason=written.reason or "")


def _window(
    written: WrittenFreeze, zone: tzinfo, at: Location, mistakes: Mistakes
) -> Window | None:
    """The window; None if a part of it is wrong.

    Raises:
        ValueError: Its parts do not make one.
    """
    match written.cron, written.duration, written.start, written.end:
        case str(cron), str(length), None, None:
            return _recurring(cron, length, zone, at, mistakes)
        case None, None, str(start), str(end):
            return _dates(start, end, zone, at, mistakes)
    raise ValueError("it has to have the keys cron and duration, or the keys from and to")


def _recurring(
    cron: str, length: str, zone: tzinfo, at: Location, mistakes: Mistakes
) -> Window | None:
    with mistakes.at((*at, "cron")):
        schedule = Cron.parse(cron)
        with mistakes.at((*at, "duration")):
            lasts = duration(length)
            if lasts > LONGEST_RECURRING:
                raise ValueError(
                    f"{length!r} is longer than {LONGEST_RECURRING.days}d; write from and to"
                )
            return Recurring(schedule, lasts, zone)
    return None


def _dates(start: str, end: str, zone: tzinfo, at: Location, mistakes: Mistakes) -> Window | None:
    with mistakes.at((*at, "from")):
        first = time(start, zone)
        with mistakes.at((*at, "to")):
            last = time(end, zone, is_end=True)
            if last <= first:
                raise ValueError("it ends before it begins")
            return Dates(first, last)
    return None
