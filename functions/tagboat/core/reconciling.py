"""What a registry has that should be written: ECR's events are best effort, so some never come."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from tagboat.core.errors import RetryableError
from tagboat.core.globs import Glob, is_glob
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.registry import ImageRepository, NotAsked, RegistryImage
from tagboat.core.rules.rule import RuleSet
from tagboat.core.selection import select

FOUND = "reconcile"
"""In the place of an event's id."""

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
    """One for each rule and place, written already or not."""
    repositories: int = 0
    """How many image repositories were looked into."""
    unknown: tuple[str, ...] = ()
    """Why images may be missing here."""


class Reconciled(Struct, frozen=True):
    """What came of comparing the registry with the infra repo."""

    healed: tuple[Outcome, ...] = ()
    """Written or proposed though no event came."""
    drift: tuple[Outcome, ...] = ()
    """What differs and has to stay: held, higher, pinned, or impossible to write."""
    waiting: tuple[Outcome, ...] = ()
    """What may be written if it is tried again."""
    in_sync: int = 0
    """Images that are written already, by rule."""


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


def missed(registered: Registered, rules: RuleSet, now: datetime) -> list[ImagePush]:
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
    chosen = {choice.candidate.push: None for choice in selection.chosen}
    held = {one.push: None for one in selection.outcomes if one.kind is Kind.HELD}
    return list(chosen | held)


def reconciled(outcomes: Sequence[Outcome]) -> Reconciled:
    """Sort what became of images that no event told of."""
    sorted_: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        sorted_[_sort(outcome)].append(outcome)
    return Reconciled(
        tuple(sorted_["healed"]),
        tuple(sorted_["drift"]),
        tuple(sorted_["waiting"]),
        len(sorted_["in sync"]),
    )


def _sort(outcome: Outcome) -> str:
    match outcome.kind:
        case Kind.WRITTEN | Kind.PROPOSED:
            return "healed"
        case Kind.UNCHANGED:
            return "in sync"
        case Kind.IGNORED:
            return "ignored"
        case Kind.FAILED if isinstance(outcome.error, RetryableError):
            return "waiting"
        case _:
            return "drift"
