"""Which pushes each rule writes, before any file is read."""

from collections import defaultdict
from collections.abc import Sequence

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


def select(pushes: Sequence[ImagePush], rules: RuleSet) -> Selection:
    """Ask every rule about every push, and let its policy choose among those it may write."""
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
        if found := candidates.get(rule.name):
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
