"""What pushes change, for people: a line for each outcome, and the diff or the files."""

from collections.abc import Iterator, Sequence

from tagboat.commands.screen import Color, Screen, visible
from tagboat.core.outcomes import Kind, Outcome
from tagboat.preview import Preview

_INDENT = "    "
_OUTCOME_COLORS = {
    Kind.WRITTEN: Color.GREEN,
    Kind.PROPOSED: Color.GREEN,
    Kind.FAILED: Color.RED,
}
_DIFF_COLORS = {"@": Color.CYAN, "-": Color.RED, "+": Color.GREEN}


def preview_text(preview: Preview, screen: Screen) -> str:
    """Write a preview as text.

    On a screen that is not for eyes, the diff in it is what `git apply` takes.
    """
    lines = [*_decided(preview, screen), ""]
    if preview.files:
        lines += [*_diff(preview.diff, screen), "", *_texts(preview, screen)]
    else:
        lines.append("No commit would be made.")
    return "".join(f"{line}\n" for line in lines)


def applied_text(preview: Preview, screen: Screen) -> str:
    """Say of what was previewed that it is done.

    The outcomes, the message that a commit of it would have, and the files that are changed.
    """
    count = len(preview.files)
    lines = [*_decided(preview, screen), ""]
    if preview.files:
        lines += [*_texts(preview, screen), ""]
    lines.append(f"{count} {'file is' if count == 1 else 'files are'} changed.")
    lines += (f"{_INDENT}{visible(path)}" for path in preview.files)
    return "".join(f"{line}\n" for line in lines)


def _decided(preview: Preview, screen: Screen) -> Iterator[str]:
    yield from _outcomes(preview.outcomes, screen)
    if preview.hints:
        yield ""
        yield from map(visible, preview.hints)


def _outcomes(outcomes: Sequence[Outcome], screen: Screen) -> Iterator[str]:
    """In columns: outcome, image, rule, reason."""
    rows = [
        (
            outcome.kind,
            f"{outcome.push.repository}:{outcome.push.tag}",
            visible(outcome.rule or "-"),
            visible(outcome.reason),
        )
        for outcome in outcomes
    ]
    kinds, images, rules = (max(len(row[column]) for row in rows) for column in range(3))
    for kind, image, rule, reason in rows:
        colored = screen.show(f"{kind:<{kinds}}", _OUTCOME_COLORS.get(kind))
        yield f"{colored}  {image:<{images}}  {rule:<{rules}}  {reason}"


def _diff(diff: str, screen: Screen) -> Iterator[str]:
    in_hunk = False
    for line in diff.removesuffix("\n").split("\n"):
        in_hunk = line.startswith("@@") or (in_hunk and not line.startswith("diff "))
        yield screen.show(line, _DIFF_COLORS.get(line[0]) if in_hunk else Color.BOLD)


def _texts(preview: Preview, screen: Screen) -> Iterator[str]:
    """The messages of what is committed, and what the pull requests say."""
    texts = [] if preview.message is None else [("Commit message:", preview.message.text)]
    for one in preview.proposals:
        labels = f" [{', '.join(one.labels)}]" if one.labels else ""
        about = f"Pull request from {one.branch}{labels}:"
        texts.append((about, f"{one.title}\n\n{one.body}"))
    for index, (about, text) in enumerate(texts):
        yield from [*([""] if index else []), visible(about), ""]
        for line in text.rstrip("\n").split("\n"):
            yield screen.show(_INDENT + line if line else line)
