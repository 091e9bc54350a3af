"""The targets of rules, with what is known of them before any image is pushed."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from msgspec import Struct

from tagboat.core.errors import TargetError
from tagboat.core.globs import Glob, is_glob
from tagboat.core.rules.mistakes import Location
from tagboat.core.rules.rule import Rule, RuleSet
from tagboat.core.rules.target import Target
from tagboat.core.value_reading import known_of_image
from tagboat.core.variables import PUSH_VARIABLES

_OF_NAMES = frozenset({"IMAGE_REPOSITORY", "IMAGE_NAME"})


class NeedsPush(Exception):
    """A variable has no value before an image is pushed."""

    def __init__(self, name: str) -> None:
        """Keep whether it is a glob that leaves the image's name open, which a list would not."""
        self.of_glob = name in _OF_NAMES
        super().__init__(
            "it depends on the name of the image, and a glob may mean any; list the images, such as"
            " image: [team/web, team/api], to have it checked"
            if self.of_glob
            else f"it depends on ${name}, which only a push tells"
        )


class Check(Struct, frozen=True, kw_only=True):
    """A target that is to be checked, for one of the images of its rule."""

    rule: Rule
    target: Target
    at: Location
    """Where the target is in the rules file."""
    variables: Mapping[str, str]
    """Those that have a value before any push."""
    files: str | Glob | TargetError | NeedsPush
    """Its files, or why they cannot be named."""

    @property
    def repository(self) -> str | None:
        """The image repository; None where a glob means any."""
        return self.variables.get("IMAGE_REPOSITORY")


class Checklist(Struct, frozen=True):
    """Every target of some rules."""

    rules: RuleSet
    checks: tuple[Check, ...]

    @property
    def paths(self) -> Sequence[str]:
        """The files that have to be read."""
        files = (check.files for check in self.checks)
        return list(dict.fromkeys(file for file in files if isinstance(file, str)))

    @property
    def globs(self) -> Sequence[Glob]:
        """The globs whose files have to be found and read."""
        files = (check.files for check in self.checks)
        return list({file.text: file for file in files if isinstance(file, Glob)}.values())


def checklist_of(rules: RuleSet) -> Checklist:
    """Name the targets of rules, and their files as far as they are known without a push."""
    checks = (
        _check(rule, target, ("rules", index, "targets", number), variables)
        for index, rule in enumerate(rules.rules)
        for number, target in enumerate(rule.targets)
        for variables in _known(rule)
    )
    return Checklist(rules, tuple(checks))


@contextmanager
def before_any_push(rule: Rule) -> Iterator[None]:
    """Tell a variable that has no value yet from a mistake of our own.

    Raises:
        NeedsPush: What was done inside depends on one.
    """
    try:
        yield
    except (KeyError, TargetError) as error:
        missing = error.__cause__ if isinstance(error, TargetError) else error
        name = missing.args[0] if isinstance(missing, KeyError) else None
        if name is None or name not in PUSH_VARIABLES | rule.tags.groupindex.keys():
            raise
        raise NeedsPush(name) from error


def _known(rule: Rule) -> Iterator[Mapping[str, str]]:
    """What is known of each image of a rule: those that a glob means have no names yet."""
    for name in dict.fromkeys("" if is_glob(image.text) else image.text for image in rule.images):
        yield known_of_image(rule, name or None)


def _check(rule: Rule, target: Target, at: Location, variables: Mapping[str, str]) -> Check:
    files: str | Glob | TargetError | NeedsPush
    try:
        with before_any_push(rule):
            files = target.files(variables)
    except (TargetError, NeedsPush) as error:
        files = error
    return Check(rule=rule, target=target, at=at, variables=variables, files=files)
