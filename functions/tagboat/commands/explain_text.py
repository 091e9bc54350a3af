"""An explanation for people: a line for each rule, and below it what would change."""

from collections.abc import Iterator, Sequence

from tagboat.commands.screen import Color, Screen, visible
from tagboat.core.explanation import Explanation, Verdict
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind

_INDENT = "    "
_VERDICT_COLORS = {Verdict.ACCEPTED: Color.GREEN}


def explain_text(
    push: ImagePush, explained: Sequence[Explanation], hints: Sequence[str], screen: Screen
) -> str:
    """Write an explanation as text."""
    lines = [f"{push.uri}:{push.tag}", "", *_rules(explained, screen)]
    if hints:
        lines += ["", *map(visible, hints)]
    return "".join(f"{line}\n" for line in lines)


def _rules(explained: Sequence[Explanation], screen: Screen) -> Iterator[str]:
    """In columns: verdict, rule, reason."""
    verdicts = max((len(one.verdict) for one in explained), default=0)
    rules = max((len(visible(one.rule.name)) for one in explained), default=0)
    for one in explained:
        verdict = screen.show(f"{one.verdict:<{verdicts}}", _VERDICT_COLORS.get(one.verdict))
        yield f"{verdict}  {visible(one.rule.name):<{rules}}  {visible(one.reason)}"
        yield from (_INDENT + line for line in _below(one, screen))


def _below(one: Explanation, screen: Screen) -> Iterator[str]:
    yield from (visible(f"${name} is {value!r}") for name, value in one.groups.items())
    if one.outcome is None:
        return
    if one.outcome.kind is Kind.WRITTEN:
        yield from _changes(one)
        if one.rule.branch is not None:
            yield visible(f"by a pull request from {one.rule.branch}")
    else:
        kind = screen.show(one.outcome.kind, Color.RED if one.outcome.failed else None)
        yield f"{kind}: {visible(one.outcome.reason)}"


def _changes(one: Explanation) -> Iterator[str]:
    """In columns: file, place, what is there and what would be."""
    rows = [
        (
            visible(change.file),
            visible(change.place),
            visible(f"{change.old or '""'} -> {change.new}"),
        )
        for change in one.changes
    ]
    files, places = (max(len(row[column]) for row in rows) for column in range(2))
    for file, place, values in rows:
        yield "  ".join([f"{file:<{files}}", *([f"{place:<{places}}"] if places else []), values])
