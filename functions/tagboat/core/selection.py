"""Which pushes each rule writes, before any file is read."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct

from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.rules.rule import Candidate, Refusal, Rule, RuleSet


class Chosen(Struct, frozen=True):
    """A push that a rule writes."""

    rule: Rule
    candidate: Candidate
    reason: str


class Selection(Struct, frozen=True):
    """What is to be written, and the outcomes that are known without reading a file."""

    chosen: tuple[Chosen, ...]
    """Oldest push first, so that the newest is written last."""
    outcomes: tuple[Outcome, ...]

    @property
    def paths(self) -> list[str]:
        """The files that have to be read."""
        targets = (target for choice in self.chosen for target in choice.rule.targets)
        return list(dict.fromkeys(target.file for target in targets))


type Newest = Mapping[tuple[str, str], ImagePush]
"""By the names of a rule and of an image repository: the newest push whose value is written."""


def select(pushes: Sequence[ImagePush], rules: RuleSet, newest: Newest | None = None) -> Selection:
    """Ask every rule about every push, and let its policy choose among those it may write.

    Args:
        pushes: In any order.
        rules: All rules.
        newest: What is known to be written already: older pushes are not chosen.
    """
    candidates: defaultdict[str, list[Candidate]] = defaultdict(list)
    outcomes: list[Outcome] = []
    for push in pushes:
        considered = [(rule, rule.consider(push)) for rule in rules.rules]
        outcomes += _refused(push, [(rule, said) for rule, said in considered if said])
        for rule, said in considered:
            if isinstance(said, Candidate):
                candidates[rule.name].append(said)
    chosen = []
    for rule in rules.rules:
        found, overtaken = _without_overtaken(rule, candidates[rule.name], newest or {})
        outcomes += overtaken
        if found:
            choice, passed_over = _choose(rule, found)
            chosen.append(choice)
            outcomes += passed_over
    return Selection(tuple(sorted(chosen, key=_push_time)), tuple(outcomes))


def _push_time(choice: Chosen) -> tuple[str, str]:
    push = choice.candidate.push
    return push.pushed_at.isoformat(), push.id


def _refused(push: ImagePush, said: list[tuple[Rule, Candidate | Refusal]]) -> list[Outcome]:
    if not said:
        reason = f"no rule is about the image repository {push.repository}"
        return [Outcome(push=push, rule=None, kind=Kind.IGNORED, reason=reason)]
    return [
        Outcome(push=push, rule=rule.name, kind=Kind.IGNORED, reason=refusal.reason)
        for rule, refusal in said
        if isinstance(refusal, Refusal)
    ]


def newest_of(outcomes: Sequence[Outcome], newest: Newest) -> Newest:
    """What is known to be written, once these outcomes are known too."""
    known = dict(newest)
    failed = {outcome.rule for outcome in outcomes if outcome.failed}
    for outcome in outcomes:
        if outcome.rule is None or outcome.rule in failed:
            continue  # What repeats a push that failed is not written either.
        if outcome.kind in (Kind.WRITTEN, Kind.UNCHANGED):
            key = outcome.rule, outcome.push.repository
            if key not in known or known[key].pushed_at < outcome.push.pushed_at:
                known[key] = outcome.push
    return known


def _without_overtaken(
    rule: Rule, candidates: list[Candidate], newest: Newest
) -> tuple[list[Candidate], list[Outcome]]:
    found, overtaken = [], []
    for candidate in candidates:
        known = newest.get((rule.name, candidate.push.repository))
        if known is None or known.pushed_at <= candidate.push.pushed_at:
            found.append(candidate)
        else:
            reason = f"{known.tag} was pushed later and is written"
            overtaken.append(
                Outcome(push=candidate.push, rule=rule.name, kind=Kind.OLDER, reason=reason)
            )
    return found, overtaken


def _choose(rule: Rule, candidates: list[Candidate]) -> tuple[Chosen, list[Outcome]]:
    choice = rule.policy.choose([candidate.push for candidate in candidates])
    chosen = next(found for found in candidates if found.push is choice.push)
    others = [found.push for found in candidates if found is not chosen]
    passed_over = [_passed_over(rule, push, choice.push) for push in others]
    return Chosen(rule, chosen, choice.reason), passed_over


def _passed_over(rule: Rule, push: ImagePush, chosen: ImagePush) -> Outcome:
    if (push.tag, push.digest) == (chosen.tag, chosen.digest):
        reason, kind = "the same image is in this batch again", Kind.UNCHANGED
    else:
        reason, kind = f"{chosen.tag} was pushed later", Kind.OLDER
    return Outcome(push=push, rule=rule.name, kind=kind, reason=reason)
