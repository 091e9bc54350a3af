"""Groups: images that are written only together, all of them with the same tag or version."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set

from msgspec import Struct

from tagboat.core.image_push import ImagePush
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


class Sought(Struct, frozen=True):
    """An image that may complete a group: somebody has to look whether it is there."""

    account: str
    region: str
    repository: str
    tag: str


class Asked(Struct, frozen=True):
    """What a group has to know of a member's rule."""

    takes: Callable[[ImagePush], Candidate | None]
    account: str | None
    region: str | None


def sought(
    pushes: Sequence[ImagePush], groups: Sequence[Group], rules: Mapping[str, Asked]
) -> Set[Sought]:
    """The images that pushes wait for, as far as their tags tell.

    Args:
        pushes: What there is.
        groups: Those of all rules.
        rules: The members' rules, by their names.
    """
    return {
        one
        for group in groups
        if group.is_by_tag
        for push in pushes
        for one in _sought(push, group, rules)
        if not any(_is(one, other) for other in pushes)
    }


def _sought(push: ImagePush, group: Group, rules: Mapping[str, Asked]) -> Iterator[Sought]:
    named = [one for one in group.members if one.repository == push.repository]
    if not any(rules[one.rule].takes(push) for one in named):
        return
    for member in group.members:
        rule = rules[member.rule]
        yield Sought(
            account=rule.account or push.account,
            region=rule.region or push.region,
            repository=member.repository,
            tag=push.tag,
        )


def _is(one: Sought, push: ImagePush) -> bool:
    return (one.account, one.region, one.repository, one.tag) == (
        push.account,
        push.region,
        push.repository,
        push.tag,
    )
