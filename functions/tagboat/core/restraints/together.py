"""Groups: images that are written only together, all of them with the same tag or version."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from tagboat.core.tag_policy.base import Candidate, TagPolicy
from tagboat.core.variables import Template

BY_TAG = Template("$IMAGE_TAG", None)


class Member(Struct, frozen=True):
    """One image of a group, by the rule that writes it."""

    rule: str
    repository: str


class Group(Struct, frozen=True):
    """Images that move together."""

    members: tuple[Member, ...]
    by: Template = BY_TAG
    """What has to be the same for all."""

    @property
    def name(self) -> str:
        """What it is known by: no rule is in two groups."""
        return self.members[0].rule

    @property
    def is_by_tag(self) -> bool:
        """Whether the tags themselves are the same, so that they can be looked up."""
        return self.by.text == BY_TAG.text

    def value(self, candidate: Candidate) -> str:
        """What has to be the same, of one image."""
        return self.by.expand(candidate.variables)


class Move(Struct, frozen=True):
    """Where a group goes, and who cannot go there."""

    value: str | None
    """What all members have; None where they have nothing in common."""
    lacking: Mapping[str, Member]
    """Other values, each with a member that has not got it."""


def move(group: Group, having: Mapping[Member, Sequence[Candidate]], policy: TagPolicy) -> Move:
    """Find out which value a group can move to.

    Args:
        group: The group.
        having: What each member may write.
        policy: The one of the first member, which decides for all.
    """
    values = {
        member: {group.value(one) for one in having.get(member, ())} for member in group.members
    }
    common = set.intersection(*values.values())
    first = group.members[0]
    able = [one for one in having.get(first, ()) if group.value(one) in common]
    chosen = policy.choose(able).candidate if able else None
    lacking = {
        value: next(member for member in group.members if value not in values[member])
        for value in set.union(*values.values()) - common
    }
    return Move(None if chosen is None else group.value(chosen), lacking)
