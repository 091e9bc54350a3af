"""What a registry has that should be written: ECR's events are best effort, so some never come."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from tagboat.core.globs import Glob, is_glob
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind
from tagboat.core.registry import ImageRepository, NotAsked, RegistryImage
from tagboat.core.rules.rule import RuleSet
from tagboat.core.selection import Chosen, select

FOUND = "reconcile"
"""In the place of an event's id."""

SPARE = 3
"""Images of a rule that a scan may refuse one after the other."""

type Registered = Mapping[ImageRepository, Sequence[RegistryImage]]
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
    unknown: tuple[str, ...] = ()
    """Why images may be missing here."""


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


def missed(registered: Registered, rules: RuleSet, now: datetime) -> Missed:
    """What the rules choose among all images that there are, as if each had just been pushed.

    What has to wait is among them, so that it is told.

    Args:
        registered: The images of each image repository.
        rules: All rules.
        now: The time.
    """
    pushes = [
        push
        for repository, images in registered.items()
        for image in images
        for push in image.pushes(repository, FOUND)
    ]
    selection = select(pushes, rules, now=now)
    held = [one for one in selection.outcomes if one.kind is Kind.HELD]
    best = {(choice.rule.name, choice.candidate.push): None for choice in selection.chosen}
    best |= {(one.rule, one.push): None for one in held if one.rule is not None}
    spare = (push for choice in selection.chosen for push in _spare(choice))
    found = dict.fromkeys([*(push for _, push in best), *spare])
    return Missed(tuple(found), frozenset(best), len(registered))


def _spare(chosen: Chosen) -> Iterator[ImagePush]:
    """What is written instead if a scan refuses the best one."""
    if chosen.rule.required_scan is None:
        return
    for _ in range(SPARE):
        if chosen.next_best is None:
            return
        chosen = chosen.next_best
        yield chosen.candidate.push
