"""Values that stand in one place and count in several: anchors, aliases and merge keys."""

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.yaml_text.nodes import Document, Scalar
from tagboat.core.file_editors.yaml_text.paths import Found


def refuse_shared(document: Document, found: Found, where: str, file: str) -> None:
    """Refuse a value whose change would change others as well.

    Raises:
        ValueNotFound: With the lines of the others.
    """
    scalar = found.node
    assert isinstance(scalar, Scalar)  # noqa: S101 - only values are asked about
    numbers = dict.fromkeys(scalar.inside)
    others = [alias.line for number in numbers for alias in document.aliases.get(number, ())]
    if not others and not found.through_alias:
        return
    lines = ", ".join(str(line) for line in sorted(set(others))[:10])
    raise ValueNotFound(
        f"{file} defines {where} in line {scalar.line}, and the aliases in line {lines} mean the"
        " same value, so they would change with it. Write 'aliases: allow' in the rule if they may,"
        " or give this place a value of its own."
    )
