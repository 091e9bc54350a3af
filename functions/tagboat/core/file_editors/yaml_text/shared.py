"""Values that stand in one place and count in several: anchors, aliases and merge keys."""

from collections.abc import Mapping, Sequence

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.yaml_text.nodes import Alias, Scalar


def refuse_shared(
    aliases: Mapping[int, Sequence[Alias]], scalar: Scalar, where: str, file: str
) -> None:
    """Refuse a value whose change would change others as well.

    Args:
        aliases: The aliases of each anchor of the document, by its number.
        scalar: The value.
        where: Where it is, for people.
        file: The file's path, for errors.

    Raises:
        ValueNotFound: With the lines of the others.
    """
    numbers = dict.fromkeys(scalar.inside)
    others = [alias.line for number in numbers for alias in aliases.get(number, ())]
    if not others:
        return
    lines = ", ".join(str(line) for line in sorted(set(others))[:10])
    raise ValueNotFound(
        f"{file} defines {where} in line {scalar.line}, and the aliases in line {lines} mean the"
        " same value, so they would change with it. Write 'aliases: allow' in the rule if they may,"
        " or give this place a value of its own."
    )
