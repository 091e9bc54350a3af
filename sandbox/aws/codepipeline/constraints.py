"""The constraints of the published model, which botocore's own validation leaves to the service."""

import re
from typing import Any

from sandbox.aws.codepipeline.errors import pipeline_error


def check(value: Any, shape: Any, where: str) -> None:
    """Check a value and all that is in it.

    Args:
        value: Of an operation's input.
        shape: Its shape in botocore's model.
        where: Its path, for the message.

    Raises:
        AwsError: `ValidationException`, with the first constraint that is not met.
    """
    if shape.type_name == "structure":
        for name in shape.required_members:
            if name not in value:
                raise _invalid("null", _inside(where, name), "Member must not be null")
        for name, member in value.items():
            check(member, shape.members[name], _inside(where, name))
    elif shape.type_name == "list":
        for index, item in enumerate(value, 1):
            check(item, shape.member, f"{where}.{index}.member")
    elif shape.type_name == "map":
        for key, item in value.items():
            check(item, shape.value, f"{where}.{key}.member")
    else:
        _check_scalar(value, shape, where)


def _check_scalar(value: Any, shape: Any, where: str) -> None:
    if shape.type_name == "string":
        if choices := getattr(shape, "enum", None):
            if value not in choices:
                listed = ", ".join(choices)
                raise _invalid(value, where, f"Member must satisfy enum value set: [{listed}]")
            return
        pattern = shape.metadata.get("pattern")
        if pattern and not re.fullmatch(pattern, value, re.DOTALL):
            said = f"Member must satisfy regular expression pattern: {pattern}"
            raise _invalid(value, where, said)
        _check_size(len(value), value, shape, where, "length")
    elif shape.type_name == "integer":
        _check_size(value, value, shape, where, "value")


def _check_size(size: int, value: Any, shape: Any, where: str, what: str) -> None:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and size < least:
        raise _invalid(value, where, f"Member must have {what} greater than or equal to {least}")
    if most is not None and size > most:
        raise _invalid(value, where, f"Member must have {what} less than or equal to {most}")


def _inside(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _invalid(value: Any, where: str, why: str) -> Exception:
    shown = value if value == "null" else f"'{value}'"
    return pipeline_error(
        "ValidationException",
        f"1 validation error detected: Value {shown} at '{where}' failed to satisfy constraint: "
        f"{why}",
    )
