"""The documents, as the tests read them: fenced blocks and tables."""

import re
import textwrap
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()

_SHELL = re.compile(r"^( *)```sh\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language, in their order."""
    return [body for name, body in _FENCE.findall(text) if name == language]


def shell_blocks(text: str) -> list[str]:
    """The blocks of shell commands, those of lists too."""
    return [textwrap.dedent(body) for _, body in _SHELL.findall(text)]


def commands(text: str) -> dict[str, str]:
    """Each command of the `console` blocks, with the output shown below it."""
    found: dict[str, str] = {}
    for block in blocks(text, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found[command] = output
    return found


def table(text: str, first_heading: str) -> list[list[str]]:
    """The rows of the table whose first column has that heading, without code marks."""
    lines = text[text.index(f"| {first_heading} |") :].split("\n\n")[0].splitlines()
    return [
        [cell.strip().replace("`", "") for cell in line.strip("|").split(" | ")]
        for line in lines[2:]
    ]
