"""What a registry has that should be written: ECR's events are best effort, so some never come."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cmp_to_key
from heapq import nlargest

from msgspec import Struct

from tagboat.core.errors import FileMissing, TagboatError, ValueNotFound
from tagboat.core.globs import Glob, is_glob
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind
from tagboat.core.registry import ImageRepository, NotAsked
from tagboat.core.rules.rule import Place, RuleSet
from tagboat.core.selection import Chosen, Selection, select
from tagboat.core.tag_policy.base import Candidate

FOUND = "reconcile"
"""In the place of an event's id."""

SPARE = 10
"""Images of a rule that people or scans may refuse one after the other."""

type NamesIn = Callable[["Home"], Sequence[str] | NotAsked]
"""Tells the image repositories that there are in a place."""


class Home(Struct, frozen=True):
    """Where the images of rules are that do not say: an account, and a region."""

    account: str
    region: str


class Sought(Struct, frozen=True):
    """Where the images of rules are."""

    repositories: tuple[ImageRepository, ...]
    unknown: tuple[str, ...] = ()
    """Why it is not known of some."""


class Missed(Struct, frozen=True):
    """What the rules choose among the images that there are."""

    pushes: tuple[ImagePush, ...] = ()
    """The best for each rule and place, written already or not, and what comes next if it may not
    be written."""
    best: frozenset[tuple[str, ImagePush]] = frozenset()
    """Those that rules want, by the names of the rules."""
    repositories: int = 0
    """How many image repositories were looked into."""
    missing: tuple[str, ...] = ()
    """The image repositories that rules name, and that the registry does not have."""
    unknown: tuple[str, ...] = ()
    """Why images may be missing here."""
    may_be_gone: frozenset[tuple[str, type[TagboatError]]] = frozenset()
    """What rules may find gone, by their names: their places depend on the tag, and the one of an
    old image, such as that of a branch that was deleted, is not there any more."""


def sought(rules: RuleSet, home: Home, names_in: NamesIn) -> Sought:
    """Find out which image repositories the rules are about.

    Args:
        rules: All rules.
        home: Where images are of rules that do not say.
        names_in: Asks for names, once for each place that a glob is about.
    """
    named: dict[ImageRepository, None] = {}
    globs: defaultdict[Home, list[Glob]] = defaultdict(list)
    for rule in rules.rules:
        place = Home(rule.account or home.account, rule.region or home.region)
        for image in rule.images:
            if is_glob(image.text):
                globs[place].append(image)
            else:
                named[ImageRepository(place.account, place.region, image.text)] = None
    unknown: list[str] = []
    for place, those in globs.items():
        names = names_in(place)
        if isinstance(names, NotAsked):
            unknown.append(names.reason)
            continue
        for name in names:
            if any(glob.matches(name) for glob in those):
                named[ImageRepository(place.account, place.region, name)] = None
    return Sought(tuple(named), tuple(unknown))


def missed(pushes: Sequence[ImagePush], rules: RuleSet, now: datetime) -> Missed:
    """What the rules choose among all images that there are, as if each had just been pushed.

    Of what has to wait, the best by each rule and for each place is among them, so that it is
    told. What is chosen among what was chosen of parts is what is chosen of all, as long as images
    that move together are in the same part.

    Args:
        pushes: That the images may have come by.
        rules: All rules.
        now: The time.
    """
    selection = select(pushes, rules, now=now)
    best = {(choice.rule.name, choice.candidate.push): None for choice in selection.chosen}
    best |= dict.fromkeys(_best_held(selection, rules))
    spare = (push for choice in selection.chosen for push in _spare(choice))
    found = dict.fromkeys([*(push for _, push in best), *spare])
    return Missed(tuple(found), frozenset(best), may_be_gone=frozenset(_may_be_gone(rules)))


def _may_be_gone(rules: RuleSet) -> Iterator[tuple[str, type[TagboatError]]]:
    """A file that is called by the tag; and a value, if it is the place in the file that is."""
    for rule in rules.rules:
        differing = set(rule.differing)
        if any(differing & target.file.names for target in rule.targets):
            yield rule.name, FileMissing
        if any(differing & (target.place_names - target.file.names) for target in rule.targets):
            yield rule.name, ValueNotFound


def _best_held(selection: Selection, rules: RuleSet) -> Iterator[tuple[str, ImagePush]]:
    """The best of the images that have to wait, by each rule and for each place."""
    held: defaultdict[tuple[str, Place], list[Candidate]] = defaultdict(list)
    for outcome in selection.outcomes:
        rule = rules.named(outcome.rule) if outcome.kind is Kind.HELD and outcome.rule else None
        said = None if rule is None else rule.consider(outcome.push)
        if rule is not None and isinstance(said, Candidate):
            held[rule.name, rule.place(said)].append(said)
    for (name, _), candidates in held.items():
        rule = rules.named(name)
        best = None if rule is None else rule.policy.choose(candidates).candidate
        if best is not None:
            yield name, best.push


def _spare(chosen: Chosen) -> Sequence[ImagePush]:
    """What is written instead if people or a scan refuse the best one: the others, in order."""
    policy = chosen.rule.policy

    def order(one: Candidate, other: Candidate) -> int:
        return 1 if policy.choose([one, other]).candidate is one else -1

    # The newest first, for most often those are the best: then the rest costs one question each.
    found = nlargest(SPARE, reversed(chosen.others), key=cmp_to_key(order))
    return [candidate.push for candidate in found]
