"""Dead letters for people: what was pushed, why it was given up, and what to do."""

from collections.abc import Iterator

from tagboat.commands.screen import Color, Screen
from tagboat.core.dead_letter import DeadLetter
from tagboat.redrive import Redriven

_TIME = "%Y-%m-%d %H:%M:%SZ"


def redrive_text(redriven: Redriven, screen: Screen) -> str:
    """Say of each letter what it is, and at the end how many there are."""
    lines = [line for one in redriven.letters for line in _lines(one, redriven, screen)]
    return "\n".join([*lines, _sum(redriven), ""])


def _lines(letter: DeadLetter, redriven: Redriven, screen: Screen) -> Iterator[str]:
    push, sent = letter.push, letter.id in redriven.sent
    name = f"message {letter.id}" if push is None else f"{push.repository}:{push.tag}"
    word = screen.show("sent", Color.GREEN) if sent else screen.show("kept", Color.RED)
    yield f"{word}  {screen.show(name, Color.BOLD)}"
    if push is not None:
        yield f"    pushed    {push.pushed_at:{_TIME}}"
    if letter.first_failed_at is not None:
        tries = f", tried {letter.receives} times" if letter.receives else ""
        yield f"    failed    {letter.first_failed_at:{_TIME}}{tries}"
    yield f"    given up  {letter.kept_at:{_TIME}}"
    if letter.rule:
        yield f"    rule      {screen.show(letter.rule)}"
    error = ": ".join(filter(None, [letter.error, letter.reason])) or "unknown"
    yield f"    reason    {screen.show(error)}"
    if not sent:
        yield f"    to do     {letter.advice}"
    yield ""


def _sum(redriven: Redriven) -> str:
    letters, sent = len(redriven.letters), len(redriven.sent)
    if not letters:
        return "no dead letters"
    said = f"{letters} dead letter{'' if letters == 1 else 's'}, {sent} sent back"
    hopeful = any(not one.hopeless and one.id not in redriven.sent for one in redriven.letters)
    return f"{said}; --send sends them back" if hopeful and not sent else said
