"""What became of a tag, and why it is not where somebody looks for it."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from tagboat.commands.named_pushes import make_up_push, now
from tagboat.core.history import Write
from tagboat.core.pull_requests import record
from tagboat.core.rules.rule import Refusal, Rule, RuleSet
from tagboat.deployed_log import query_of


class Said(Struct, frozen=True, kw_only=True):
    """What a rule that has not written the tag says of it."""

    rule: str
    environment: str
    refusal: str | None
    """Why the rule does not write it; None if it would."""
    instead: Sequence[Write]
    """What it has written of the image, and is still there."""


class Fate(Struct, frozen=True, kw_only=True):
    """What became of a tag."""

    repository: str
    tag: str
    writes: Sequence[Write]
    """Every time it was written, the newest first."""
    proposed_by: Sequence[str]
    """The rules whose pull requests have it, on a branch that is not merged."""
    held_by: Sequence[str]
    """The rules whose pull requests were closed or taken back with it in them."""
    others: Sequence[Said]
    """The rules that are about the image and have not written it."""
    query: str
    """What to ask the log."""
    shallow: bool
    """Whether the clone has only a part of the history."""


def fate_of(
    parts: Mapping[str, str],
    writes: Sequence[Write],
    proposed: Sequence[str],
    rules: RuleSet | None,
    *,
    shallow: bool,
) -> Fate:
    """Find out what became of a tag.

    Args:
        parts: The image and its tag, by the names of `image_names.SHAPES`.
        writes: What was written of the image, the newest first.
        proposed: The messages of Tagboat's commits on other branches.
        rules: As they are now; None where there are none that load.
        shallow: Whether the clone has only a part of the history.
    """
    repository, tag = parts["image"], parts["tag"]
    own = [one for one in writes if one.push.tag == tag]
    told = [record.read(message) for message in proposed]
    named = f"/{repository}:{tag}@"
    written_by = {one.rule for one in own}
    about = [] if rules is None else rules.about(repository)
    return Fate(
        repository=repository,
        tag=tag,
        writes=own,
        proposed_by=sorted({rule for one in told for rule, ref in one.written if named in ref}),
        held_by=sorted({rule for one in told for rule, ref in one.held if named in ref}),
        others=[
            said
            for rule in about
            if rule.name not in written_by and (said := _said(rule, parts, writes)) is not None
        ],
        query=query_of(repository, tag),
        shallow=shallow,
    )


def _said(rule: Rule, parts: Mapping[str, str], writes: Sequence[Write]) -> Said | None:
    """What a rule says of the tag; None if it is about other images."""
    considered = rule.consider(make_up_push("--image", parts, at=now()))
    if considered is None:
        return None
    return Said(
        rule=rule.name,
        environment=rule.environment,
        refusal=considered.reason if isinstance(considered, Refusal) else None,
        instead=[one for one in writes if one.rule == rule.name and one.deployed],
    )
