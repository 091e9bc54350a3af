"""History for people: what is where, since when; and what became of a tag."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from tagboat.commands.history_fate import Fate, Said
from tagboat.commands.screen import Color, Screen
from tagboat.core.history import Commit, Write

_SHALLOW = "The clone is shallow: what is older than its first commit is not known here."
_SHORT = 12


def history_text(writes: Sequence[Write], screen: Screen, *, shallow: bool) -> str:
    """Say of each rule and file what is deployed there."""
    ordered = sorted(writes, key=lambda one: (one.rule, one.file, -one.commit.at.timestamp()))
    lines: list[str] = []
    for _, some in groupby(ordered, key=lambda one: (one.rule, one.file)):
        lines += _of_place(list(some), screen)
    if not writes:
        lines.append("Tagboat has written nothing of this on the branch.")
    return "\n".join([*lines, *([_SHALLOW] if shallow else []), ""])


def fate_text(fate: Fate, logged: Sequence[Mapping[str, str]] | None, screen: Screen) -> str:
    """Say what became of a tag, from git, and from the log or how to ask it."""
    lines = [screen.show(f"{fate.repository}:{fate.tag}", Color.BOLD), ""]
    for write in fate.writes:
        lines += _of_place([write], screen)
    for rule in fate.proposed_by:
        lines.append(f"{screen.show(rule)}  proposed, on a branch that is not merged")
    for rule in fate.held_by:
        lines.append(f"{screen.show(rule)}  held: people have decided against it")
    for said in fate.others:
        lines += _of_rule(said, screen)
    if not fate.writes:
        lines.append("Git does not have it.")
    lines += [_SHALLOW] if fate.shallow else []
    return "\n".join([*lines, "", *_of_log(fate, logged, screen), ""])


def _of_place(writes: Sequence[Write], screen: Screen) -> Iterator[str]:
    first = writes[0]
    yield f"{_rule(first.rule, first.environment, screen)}  {screen.show(first.file)}"
    for one in writes:
        image = f"{one.push.repository}:{one.push.tag}"
        yield f"    {screen.show(image, Color.GREEN if one.deployed else None)}"
        yield f"        pushed     {_time(one.push.pushed_at)}"
        yield f"        written    {_time(one.commit.at)}  {one.commit.id[:_SHORT]}"
        if one.changed is not None:
            yield f"        changed    {_by(one.changed, screen)}"
        if one.overtaken is not None:
            by = one.overtaken
            name = screen.show(f"{by.push.repository}:{by.push.tag}")
            yield f"        overtaken  {_time(by.commit.at)}  {by.commit.id[:_SHORT]}  by {name}"
    yield ""


def _of_rule(said: Said, screen: Screen) -> Iterator[str]:
    why = said.refusal or "the rule takes it, and has not written it"
    yield f"{_rule(said.rule, said.environment, screen)}  not written: {screen.show(why)}"
    for one in said.instead:
        image = screen.show(f"{one.push.repository}:{one.push.tag}")
        pushed = f"pushed {_time(one.push.pushed_at)}"
        yield f"    {screen.show(one.file)} has {image}, {pushed}, since {_time(one.commit.at)}"


def _of_log(
    fate: Fate, logged: Sequence[Mapping[str, str]] | None, screen: Screen
) -> Iterator[str]:
    if logged is None:
        yield "What the log says of it, by CloudWatch Logs Insights (--log-group asks it):"
        yield ""
        yield from (f"    {line}" for line in fate.query.splitlines())
    elif not logged:
        yield "The log says nothing of it: no push of it has arrived."
    for row in logged or ():
        time, outcome = row.get("@timestamp", ""), row.get("outcome", "")
        rest = (row.get(name, "") for name in ("rule", "error", "reason", "commit", "pull_request"))
        yield "  ".join(screen.show(text) for text in (time, outcome, *rest) if text)


def _rule(name: str, environment: str, screen: Screen) -> str:
    shown = screen.show(name, Color.BOLD)
    return f"{shown} ({screen.show(environment)})" if environment else shown


def _by(commit: Commit, screen: Screen) -> str:
    return f"{_time(commit.at)}  {commit.id[:_SHORT]}  by {screen.show(commit.author)}"


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%SZ}"
