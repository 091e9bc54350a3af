"""YAML texts as people write them, in every style and layout, with the paths of their values."""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

type Location = tuple[str | int, ...]

keys = st.sampled_from(
    ["image", "tag", "a.b", "x y", "0", "été", "on", "-", "name", "'q'", "k[0]", "long_key_name"]
)
plain_values = st.sampled_from(
    ["v1.0", "1.9", "17", "latest", "true", "~", "reg/web:1.0", "a b", "ünï", "2024-01-01", "0x1f"]
)
new_values = st.one_of(
    st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,20}", fullmatch=True),
    st.sampled_from(
        [
            *("1.10", "0123", "1e5", "on", "null", "~", "2024-01-01", "0x1f", "12:30", "1_000"),
            *("0o17", ".5", "<<", "=", "---", "...", "#", "*a", "&a", "!a", "%a", "@a", "`a"),
            *("'", '"', "a: b", "a #b", "a:", "- a", "? a", "{a}", "[a", "a, b", "|", ">", "\\n"),
            "reg.example/web:1@sha256:00",
        ]
    ),
)
comments = st.sampled_from(["", "  # a comment", " #x: y", "\t# {tabs}"])
key_comments = st.sampled_from(["", "  # a comment", " #x: y"])


@dataclass(frozen=True)
class Written:
    """A text, and where its values are."""

    text: str
    values: dict[Location, str]
    """What each one is read as."""


@st.composite
def scalars(draw: st.DrawFn, indent: int, *, in_flow: bool) -> tuple[str, str]:
    """A value as it is written, and as it is read."""
    value = draw(plain_values)
    styles = ["plain", "single", "double"] + ([] if in_flow else ["literal", "folded", "empty"])
    match draw(st.sampled_from(styles)):
        case "single":
            return f"'{value}'", value
        case "double":
            return f'"{value}"', value
        case "literal":
            return f"|\n{' ' * (indent + 2)}{value}", f"{value}"
        case "folded":
            return f">-\n{' ' * (indent + 2)}{value}", f"{value}"
        case "empty":
            return "", ""
    return value, value


def _key(name: str) -> str:
    fine = name.replace("_", "").isalpha() and name != "on"
    return name if fine else "'" + name.replace("'", "''") + "'"


@st.composite
def flows(draw: st.DrawFn, depth: int) -> tuple[str, dict[Location, str]]:
    """A flow collection, or a scalar in one."""
    if depth == 0 or draw(st.booleans()):
        written, value = draw(scalars(0, in_flow=True))
        return written, {(): value}
    values: dict[Location, str] = {}
    parts = []
    if draw(st.booleans()):
        for name in draw(st.lists(keys, max_size=3, unique=True)):
            inner, inside = draw(flows(depth - 1))
            parts.append(f"{_key(name)}: {inner}")
            values |= {(name, *rest): value for rest, value in inside.items()}
        return "{" + ", ".join(parts) + "}", values
    for index in range(draw(st.integers(0, 3))):
        inner, inside = draw(flows(depth - 1))
        parts.append(inner)
        values |= {(index, *rest): value for rest, value in inside.items()}
    return "[" + ", ".join(parts) + "]", values


@st.composite
def blocks(draw: st.DrawFn, indent: int, depth: int) -> tuple[str, dict[Location, str]]:
    """The lines of a block collection, without the last line's end."""
    pad, values, lines = " " * indent, dict[Location, str](), []
    is_mapping = draw(st.booleans())
    count = draw(st.integers(1, 3))
    names: list[Any] = (
        draw(st.lists(keys, min_size=count, max_size=count, unique=True))
        if is_mapping
        else list(range(count))
    )
    for name in names:
        head = f"{pad}{_key(name)}:" if is_mapping else f"{pad}-"
        lines += draw(st.sampled_from([[], [f"{pad}# note"], [""]]))
        match draw(st.sampled_from(["scalar", "flow", "block"] if depth else ["scalar"])):
            case "block":
                inner, inside = draw(blocks(indent + draw(st.sampled_from([2, 4])), depth - 1))
                lines.append(f"{head}{draw(key_comments)}")
                lines.append(inner)
            case "flow":
                written, inside = draw(flows(2))
                lines.append(f"{head} {written}{draw(comments)}")
            case _:
                written, value = draw(scalars(indent, in_flow=False))
                inside = {(): value}
                comment = "" if written[:1] in ("|", ">") else draw(comments)
                lines.append(
                    f"{head} {written}{comment}" if written else f"{head}{draw(key_comments)}"
                )
        values |= {(name, *rest): value for rest, value in inside.items()}
    return "\n".join(lines), values


@st.composite
def yaml_texts(draw: st.DrawFn) -> Written:
    """A document with at least one value."""
    body, values = draw(blocks(0, 3).filter(lambda made: bool(made[1])))
    head = draw(st.sampled_from(["", "---\n", "# a file\n", "%YAML 1.1\n---\n"]))
    end = draw(st.sampled_from(["", "\n", "\n# end\n", "\n\n"]))
    text = head + body + end
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    if draw(st.booleans()):
        text = "\ufeff" + text
    return Written(text, values)
