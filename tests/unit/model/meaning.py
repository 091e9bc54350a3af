"""What values mean by docs/rules.md: which image they are, and how two of them compare."""

import re
from datetime import datetime, timedelta

from tests.unit.model.images import Contents, Image
from tests.unit.model.infra_repo import RULES, Place, Rule
from tests.unit.model.rules_file import Restraints

_VERSION = re.compile(r"v?([0-9]+)\.([0-9]+)\.([0-9]+)(-.+)?")
type Rank = tuple[int, ...]


def read(rule: Rule, value: str) -> dict[str, str]:
    """The tag and the digest in a value, as far as the rule writes them; nothing of others."""
    pattern = re.escape(rule.value)
    pattern = pattern.replace(r"\{tag\}", r"(?P<tag>[\w.-]+)")
    pattern = pattern.replace(r"\{digest\}", r"(?P<digest>sha256:[0-9a-f]{64})")
    found = re.fullmatch(pattern, value)
    return found.groupdict() if found else {}


def rank(rule: Rule, tag: str) -> Rank | None:
    """The rank of a tag under the policies that compare values."""
    if rule.policy == "numerical":
        found = re.fullmatch(r"n([0-9]+)", tag)
        return (int(found[1]),) if found else None
    found = _VERSION.fullmatch(tag)
    return (*map(int, found.group(1, 2, 3)), int(not found[4])) if found else None


def image(place: Place, value: str, contents: Contents) -> Image | None:
    """The image that a value is of, if ECR has it."""
    return contents[place.repository].get(read(RULES[place.rule], value).get("tag", ""))


def is_back(
    place: Place, old: str, new: str, contents: Contents, pushed_at: datetime | None = None
) -> bool:
    """Whether a new value is behind the old one in the order of the policy.

    Args:
        place: Where both stand.
        old: The value that is there.
        new: The one that would be.
        contents: What ECR has.
        pushed_at: When the new image was pushed, if another time than ECR's counts.
    """
    rule = RULES[place.rule]
    if rule.policy == "newest":
        there, here = image(place, old, contents), image(place, new, contents)
        if there is None or here is None or here.digest == there.digest:
            return False
        return (pushed_at or here.pushed_at, here.digest) < there.order
    if rule.policy == "digest":
        return False  # It is what the tag is, whatever was there.
    before, after = rank(rule, read(rule, old).get("tag", "")), rank(rule, read(rule, new)["tag"])
    assert after is not None, f"{rule.name} got {new}, which has no rank"
    return before is not None and after < before


def may_be_written(place: Place, new: str, contents: Contents, now: datetime) -> bool:
    """Whether a value is an image that its rule may write by push time, at a time."""
    rule = RULES[place.rule]
    if rule.policy == "digest":
        edge = contents[place.repository].get("edge")
        return edge is not None and read(rule, new).get("digest") == edge.digest
    found = image(place, new, contents)
    return found is not None and found.pushed_at + timedelta(seconds=rule.minimum_age) <= now


def is_held(place: Place, restraints: Restraints, lines: tuple[str, ...] | None) -> bool:
    """Whether the rules file or the hold file hold what a place gets.

    Args:
        place: The place.
        restraints: What the rules file says.
        lines: What the hold file says; None where there is none.
    """
    if place.rule in restraints.held:
        return True
    return lines is not None and (not lines or any(_holds(line, place) for line in lines))


def _holds(line: str, place: Place) -> bool:
    kind, _, name = line.partition(" ")
    match kind:
        case "environment":
            return RULES[place.rule].environment == name
        case "image":
            return re.fullmatch(name.replace("*", "[^/]*"), place.repository) is not None
        case _ if line in RULES:
            return line == place.rule
        case _:
            return True


def is_frozen(place: Place, restraints: Restraints, now: datetime) -> bool:
    """Whether the rules file has frozen what a place gets, at a time."""
    if restraints.freeze is None:
        return False
    start, end, environment = restraints.freeze
    return RULES[place.rule].environment == environment and start <= now < end
