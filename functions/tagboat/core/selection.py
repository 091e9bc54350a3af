"""Which pushes each rule writes, before any file is read."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from tagboat.core.errors import UnsafePath
from tagboat.core.globs import Glob
from tagboat.core.image_push import ImagePush, push_order
from tagboat.core.image_scan import ScannedImage, Scans
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.restraints import waiting
from tagboat.core.restraints.restrain import Restrained, restrain
from tagboat.core.restraints.together import Group
from tagboat.core.rules.rule import Place, Refusal, Rule, RuleSet
from tagboat.core.tag_policy.base import Candidate


class Chosen(Struct, frozen=True):
    """A push that a rule writes, and those that it is written instead of."""

    rule: Rule
    candidate: Candidate
    reason: str
    why_not: str = ""
    """Why the others are not written."""
    others: tuple[Candidate, ...] = ()
    group: Group | None = None
    """What is written only with it."""

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """All that it was chosen among."""
        return self.candidate, *self.others

    @property
    def key(self) -> tuple[str, Place]:
        """What tells it from the others of a selection: the rule, and the place that it writes."""
        return self.rule.name, self.rule.place(self.candidate)

    @property
    def passed_over(self) -> list[Outcome]:
        """What becomes of the others once this one is written."""
        return [_passed_over(self, other.push) for other in self.others]

    @property
    def next_best(self) -> "Chosen | None":
        """What is chosen among the others if this one cannot be written."""
        return choose(self.rule, self.others, self.group) if self.others else None

    @property
    def lacks_scan(self) -> bool:
        """Whether the rule requires the image's scan, and nobody has asked for it."""
        return self.candidate.scan is None and self.rule.required_scan is not None

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


type Newest = Mapping[tuple[str, Place], ImagePush]
"""By the name of a rule and the place that it writes: the newest push whose value is written."""


def select(
    pushes: Sequence[ImagePush],
    rules: RuleSet,
    newest: Newest | None = None,
    now: datetime | None = None,
    beside: Sequence[ImagePush] = (),
    scans: Scans | None = None,
) -> Selection:
    """Ask every rule about every push, and let its policy choose among those it may write.

    A rule chooses for each image repository by itself, and for each place if its targets' places
    depend on the tag.

    Args:
        pushes: In any order.
        rules: All rules.
        newest: What is known to be written already: older pushes are not chosen.
        now: The time; None where no rule may have a restraint.
        beside: Images that were pushed before, for the groups that pushes complete with them.
        scans: What is known of the scans of images.
    """
    groups: defaultdict[tuple[str, Place], list[tuple[Rule, Candidate]]] = defaultdict(list)
    outcomes: list[Outcome] = []
    for push in pushes:
        about = rules.about(push.repository)
        considered = [(rule, _considered(rule, push, scans)) for rule in about]
        outcomes += _refused(push, considered)
        for rule, said in considered:
            if isinstance(said, Candidate):
                groups[rule.name, rule.place(said)].append((rule, said))
    for push in beside:
        for rule in rules.about(push.repository):
            in_group = rules.group_of(rule.name) is not None
            said = _considered(rule, push, scans) if in_group else None
            if isinstance(said, Candidate):
                groups[rule.name, rule.place(said)].append((rule, said))
    found: dict[tuple[str, Place], tuple[Rule, Sequence[Candidate]]] = {}
    for key, those in groups.items():
        rule = those[0][0]
        known = (newest or {}).get(key)
        kept, overtaken = _without_overtaken(rule, [one for _, one in those], known)
        outcomes += overtaken
        found[key] = rule, kept
    chosen = []
    for one in restrain(found, rules, now).values():
        choice = choose(one.rule, one.free, one.group) if one.free else None
        outcomes += _held(one, choice)
        chosen += [choice] if choice else []
    chosen.sort(
        key=lambda one: (*push_order(one.candidate.push), rules.order[one.rule.name]),
    )
    return Selection(tuple(chosen), tuple(outcomes))


def _considered(rule: Rule, push: ImagePush, scans: Scans | None) -> Candidate | Refusal | None:
    """What a rule says of a push, with what is known of its scan if the rule requires one."""
    said = rule.consider(push)
    if scans and isinstance(said, Candidate) and rule.required_scan is not None:
        return replace(said, scan=scans.get(ScannedImage.of(push)))
    return said


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


def newest_of(outcomes: Sequence[Outcome], rules: RuleSet, newest: Newest) -> Newest:
    """What is known to be written, once these outcomes are known too."""
    known = dict(newest)
    failed = {
        (outcome.rule, outcome.push.tag, outcome.push.digest)
        for outcome in outcomes
        if outcome.failed
    }
    for outcome in outcomes:
        push = outcome.push
        if (outcome.rule, push.tag, push.digest) in failed:
            continue  # What repeats a push that failed is not written either.
        if outcome.kind in (Kind.WRITTEN, Kind.UNCHANGED):
            key = _key(outcome, rules)
            if key is not None and (key not in known or push_order(known[key]) < push_order(push)):
                known[key] = push
    return known


def _key(outcome: Outcome, rules: RuleSet) -> tuple[str, Place] | None:
    rule = None if outcome.rule is None else rules.named(outcome.rule)
    said = None if rule is None else rule.consider(outcome.push)
    if rule is None or not isinstance(said, Candidate):
        return None
    return rule.name, rule.place(said)


def _without_overtaken(
    rule: Rule, candidates: list[Candidate], known: ImagePush | None
) -> tuple[list[Candidate], list[Outcome]]:
    """Leave out what was pushed before what is known to be written, and is no better.

    Where a policy compares values, the file itself says what must not be gone back behind, but not
    which of two equal ones was pushed later.

    What is known to be written itself is kept, whatever time is told of it now: it may not be there
    any more, and others may move with it.

    Args:
        rule: The rule.
        candidates: What it takes.
        known: What is known to be written.
    """
    written = None if known is None else rule.consider(known)
    if known is None or not isinstance(written, Candidate):
        return candidates, []
    found, overtaken = [], []
    for candidate in candidates:
        same = (candidate.push.tag, candidate.push.digest) == (known.tag, known.digest)
        if not same and _is_overtaken(rule, candidate, written):
            reason = f"{known.tag} was pushed later and is written"
            overtaken.append(
                Outcome(push=candidate.push, rule=rule.name, kind=Kind.OLDER, reason=reason)
            )
        else:
            found.append(candidate)
    return found, overtaken


def _is_overtaken(rule: Rule, candidate: Candidate, written: Candidate) -> bool:
    """Whether a push is neither later nor another rank than what is written.

    What is lower is for the file to tell, which somebody may have changed by hand since.
    """
    if push_order(candidate.push) >= push_order(written.push):
        return False
    is_lower = rule.policy.choose([candidate], written.variables).candidate is None
    is_higher = rule.policy.choose([candidate, written]).candidate is candidate
    return not is_lower and not is_higher


def _held(restrained: Restrained, choice: Chosen | None) -> list[Outcome]:
    rule = restrained.rule
    chosen = None if choice is None else choice.candidate
    return waiting.outcomes_of(rule.name, rule.policy, restrained.waiting, chosen)


def choose(rule: Rule, candidates: Sequence[Candidate], group: Group | None = None) -> Chosen:
    """Let a rule's policy choose one of at least one candidates.

    As long as nobody has asked for a scan that the rule requires, the reason says so: the command
    line does not ask.
    """
    choice = rule.policy.choose(candidates)
    chosen = choice.candidate
    assert chosen is not None  # noqa: S101 - nothing is there already that could stay
    required = rule.required_scan if chosen.scan is None else None
    reason = choice.reason if required is None else f"{choice.reason}; once {required}"
    others = [candidate for candidate in candidates if candidate is not chosen]
    others.sort(key=lambda candidate: push_order(candidate.push))
    return Chosen(rule, chosen, reason, choice.why_not, tuple(others), group)


def _passed_over(chosen: Chosen, push: ImagePush) -> Outcome:
    written = chosen.candidate.push
    if (push.tag, push.digest) == (written.tag, written.digest):
        reason, kind = "the same image is in this batch again", Kind.UNCHANGED
    else:
        reason, kind = chosen.why_not, Kind.OLDER
    return Outcome(push=push, rule=chosen.rule.name, kind=kind, reason=reason)
