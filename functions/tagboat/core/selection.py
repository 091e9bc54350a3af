"""Which pushes each rule writes, before any file is read."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from tagboat.core.errors import UnsafePath
from tagboat.core.globs import Glob
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.rules.rule import Refusal, Rule, RuleSet
from tagboat.core.tag_policy.base import Candidate, Choice


class Chosen(Struct, frozen=True):
    """A push that a rule writes."""

    rule: Rule
    candidate: Candidate
    reason: str

    @property
    def files(self) -> list[str | Glob]:
        """The paths and globs of its targets, those that can be read."""
        files = []
        for target in self.rule.targets:
            try:
                files.append(target.files(self.candidate.variables))
            except UnsafePath:
                continue  # It fails when its turn to be written comes.
        return files


class Selection(Struct, frozen=True):
    """What is to be written, and the outcomes that are known without reading a file."""

    chosen: tuple[Chosen, ...]
    """Oldest push first, so that the newest is written last."""
    outcomes: tuple[Outcome, ...]

    @property
    def paths(self) -> list[str]:
        """The files that have to be read."""
        files = (file for choice in self.chosen for file in choice.files)
        return list(dict.fromkeys(file for file in files if isinstance(file, str)))

    @property
    def globs(self) -> list[Glob]:
        """The globs whose files have to be found and read."""
        files = (file for choice in self.chosen for file in choice.files)
        return list({file.text: file for file in files if isinstance(file, Glob)}.values())


type Newest = Mapping[tuple[str, str], ImagePush]
"""By the names of a rule and of an image repository: the newest push whose value is written."""


def select(pushes: Sequence[ImagePush], rules: RuleSet, newest: Newest | None = None) -> Selection:
    """Ask every rule about every push, and let its policy choose among those it may write.

    A rule that is about several image repositories chooses for each of them.

    Args:
        pushes: In any order.
        rules: All rules.
        newest: What is known to be written already: older pushes are not chosen.
    """
    candidates: defaultdict[tuple[str, str], list[tuple[Rule, Candidate]]] = defaultdict(list)
    outcomes: list[Outcome] = []
    for push in pushes:
        considered = [(rule, rule.consider(push)) for rule in rules.about(push.repository)]
        outcomes += _refused(push, considered)
        for rule, said in considered:
            if isinstance(said, Candidate):
                candidates[rule.name, push.repository].append((rule, said))
    chosen = []
    for found in candidates.values():
        rule = found[0][0]
        kept, overtaken = _without_overtaken(rule, [one for _, one in found], newest or {})
        outcomes += overtaken
        if kept:
            choice, passed_over = _choose(rule, kept)
            chosen.append(choice)
            outcomes += passed_over
    chosen.sort(key=lambda choice: (*_push_time(choice), rules.order[choice.rule.name]))
    return Selection(tuple(chosen), tuple(outcomes))


def _push_time(choice: Chosen) -> tuple[datetime, str]:
    push = choice.candidate.push
    return push.pushed_at, push.id


def _refused(
    push: ImagePush, considered: Sequence[tuple[Rule, Candidate | Refusal | None]]
) -> list[Outcome]:
    if not any(said for _, said in considered):
        reason = f"no rule is about the image repository {push.repository}"
        return [Outcome(push=push, rule=None, kind=Kind.IGNORED, reason=reason)]
    return [
        Outcome(push=push, rule=rule.name, kind=Kind.IGNORED, reason=said.reason)
        for rule, said in considered
        if isinstance(said, Refusal)
    ]


def newest_of(outcomes: Sequence[Outcome], newest: Newest) -> Newest:
    """What is known to be written, once these outcomes are known too."""
    known = dict(newest)
    failed = {(outcome.rule, outcome.push.repository) for outcome in outcomes if outcome.failed}
    for outcome in outcomes:
        if outcome.rule is None or (outcome.rule, outcome.push.repository) in failed:
            continue  # What repeats a push that failed is not written either.
        if outcome.kind in (Kind.WRITTEN, Kind.UNCHANGED):
            key = outcome.rule, outcome.push.repository
            if key not in known or known[key].pushed_at < outcome.push.pushed_at:
                known[key] = outcome.push
    return known


def _without_overtaken(
    rule: Rule, candidates: list[Candidate], newest: Newest
) -> tuple[list[Candidate], list[Outcome]]:
    """Leave out what is older than what is known to be written, where the push time decides.

    Other policies find in the file itself what they must not go back behind.
    """
    if not rule.policy.by_push_time:
        return candidates, []
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
    choice = rule.policy.choose(candidates)
    chosen = choice.candidate
    assert chosen is not None  # noqa: S101 - nothing is there already that could stay
    others = [candidate.push for candidate in candidates if candidate is not chosen]
    passed_over = [_passed_over(rule, push, chosen.push, choice) for push in others]
    return Chosen(rule, chosen, choice.reason), passed_over


def _passed_over(rule: Rule, push: ImagePush, chosen: ImagePush, choice: Choice) -> Outcome:
    if (push.tag, push.digest) == (chosen.tag, chosen.digest):
        reason, kind = "the same image is in this batch again", Kind.UNCHANGED
    else:
        reason, kind = choice.why_not, Kind.OLDER
    return Outcome(push=push, rule=rule.name, kind=kind, reason=reason)
