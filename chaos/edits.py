"""What people do to the text of a file: lines change, and nothing is parsed and written anew."""

import re

from chaos.places import Place


def with_value(content: bytes, place: Place, new: str) -> bytes:
    """A file with another value in a place."""
    if not place.keys:
        return f"{new}\n".encode()
    old, key = place.read(content), [one for one in place.keys if isinstance(one, str)][-1]
    named = re.compile(rf"[\s\"'-]*{re.escape(key)}[\"']?:")
    lines = content.decode().splitlines(keepends=True)
    return "".join(
        line.replace(old, new, 1) if named.match(line) else line for line in lines
    ).encode()


def with_note(content: bytes, file: str, note: str) -> bytes:
    """A file with a text beside its values: a comment, or a key of its own in JSON."""
    text = content.decode()
    if file.endswith(".json"):
        return text.replace("{\n", f'{{\n  "{note}": true,\n', 1).encode()
    return f"{text}# {note}\n".encode()
