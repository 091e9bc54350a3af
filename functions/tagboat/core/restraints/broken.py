"""Groups of which a member cannot be written: then none of it is."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from tagboat.core.errors import TargetError
from tagboat.core.outcomes import Kind, Outcome, failure
from tagboat.core.restraints.together import Group, Member
from tagboat.core.selection import Chosen


class Obstacle(Struct, frozen=True):
    """Why a group is not written."""

    member: Member
    why: str
    error: TargetError | None = None
    """What has to be mended, if it is that."""

    @property
    def reason(self) -> str:
        """Why those that could be written are held."""
        member = f"{self.member.repository} of rule '{self.member.rule}'"
        return f"moves together with {member}, which is not written: {self.why}"

    def outcomes(self, chosen: Chosen) -> list[Outcome]:
        """What becomes of an image that could be written, and of those that it was chosen of.

        They fail with one that does, and come back: it may have no push of its own that would.
        """
        push, rule = chosen.candidate.push, chosen.rule.name
        if self.error is None:
            held = Outcome(push=push, rule=rule, kind=Kind.HELD, reason=self.reason)
            return [*chosen.passed_over, held]
        error = type(self.error)(self.reason)
        pushes = (push, *(other.push for other in chosen.others))
        return [failure(one, error, rule=rule) for one in pushes]


def obstacles(written: Iterable[tuple[Chosen, str | TargetError | None]]) -> Mapping[str, Obstacle]:
    """Find the groups that cannot be written as a whole.

    Args:
        written: What was chosen, and for each why it is not
            written; None if it is.

    Returns:
        By the groups' names.
    """
    members: dict[str, set[Member]] = {}
    groups: dict[str, Group] = {}
    found: dict[str, Obstacle] = {}
    for chosen, why in written:
        group = chosen.group
        if group is None:
            continue
        member = Member(chosen.rule.name, chosen.candidate.push.repository)
        groups[group.name] = group
        members.setdefault(group.name, set()).add(member)
        if why is not None:
            found.setdefault(group.name, _obstacle(member, why))
    for name, group in groups.items():
        missing = next((one for one in group.members if one not in members[name]), None)
        if missing is not None:
            found.setdefault(name, Obstacle(missing, "it is not to be written now"))
    return found


def _obstacle(member: Member, why: str | TargetError) -> Obstacle:
    return Obstacle(member, str(why), why if isinstance(why, TargetError) else None)
