"""The wildcards of IAM: `*` for any characters, `?` for one."""

import re
from functools import lru_cache


def matches(pattern: str, value: str, *, ignore_case: bool = False) -> bool:
    """Whether a whole value matches a pattern with wildcards."""
    return _compiled(pattern, ignore_case=ignore_case).fullmatch(value) is not None


def arn_matches(pattern: str, arn: str) -> bool:
    """Whether an ARN matches a pattern, each of the six parts by itself.

    Source: IAM User Guide, "Amazon Resource Name (ARN) condition operators".
    """
    wanted, parts = pattern.split(":", 5), arn.split(":", 5)
    if len(wanted) != len(parts):
        return pattern == "*"
    return all(map(matches, wanted, parts))


def resource_matches(pattern: str, resource: str) -> bool:
    """Whether a resource is meant by a pattern in the element `Resource`.

    Parts that a pattern leaves out are wildcards. An action on no resource in particular, `*`,
    is only meant by `*`. Source: IAM User Guide, "IAM JSON policy elements: Resource".
    """
    if pattern == "*":
        return True
    if resource == "*":
        return False
    wanted = [*pattern.split(":", 5), *["*"] * 5][:6]
    return all(map(matches, wanted, resource.split(":", 5)))


@lru_cache(maxsize=1024)
def _compiled(pattern: str, *, ignore_case: bool) -> re.Pattern[str]:
    translated = "".join(
        {"*": ".*", "?": "."}.get(character, re.escape(character)) for character in pattern
    )
    return re.compile(translated, re.DOTALL | (re.IGNORECASE if ignore_case else 0))
