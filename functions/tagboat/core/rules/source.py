"""Where the rules come from: a file of the infra repo, or the stack's parameters.

Beside a rules file there may be another that holds what people want to stop.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Protocol

from tagboat.core.errors import FileMissing, InvalidRules, TargetError
from tagboat.core.restraints.hold_file import hold_path, read_holds
from tagboat.core.rules.load import Defaults, load_rules, rule_set
from tagboat.core.rules.mistakes import Mistakes
from tagboat.core.rules.rule import RuleSet
from tagboat.core.rules.schema import WrittenFile
from tagboat.core.snapshot import File, Snapshot


class RulesSource(Protocol):
    """Where the rules come from."""

    @property
    def paths(self) -> Sequence[str]:
        """What has to be read to know the rules; nothing, without a rules file.

        The first path is enough to load them, and all are before anything is written.
        """

    @property
    def last_known(self) -> RuleSet | None:
        """The rules as they were last: a guess at what will have to be read."""

    def load(self, snapshot: Snapshot) -> RuleSet:
        """The rules at the head of a snapshot.

        Raises:
            InvalidRules: They are missing or do not load.
        """


class RulesFile:
    """Rules that live in the infra repo, so that they change by commits."""

    def __init__(self, path: str, defaults: Defaults) -> None:
        """Keep where the rules are."""
        self._path = path
        self._hold_path = hold_path(path)
        self.paths = (self._path, self._hold_path)
        self.last_known: RuleSet | None = None
        self._defaults = defaults
        self._loaded: tuple[File, RuleSet] | None = None
        """A rules file, and what is in it."""
        self._known: tuple[RuleSet, Sequence[object]] | None = None
        """What was in the rules file and in the hold file."""

    def load(self, snapshot: Snapshot) -> RuleSet:
        """The rules at the head of a snapshot; those of equal files are not loaded again."""
        rules = self._rules(snapshot)
        is_read = self._hold_path in snapshot.files
        holds = read_holds(self._hold_path, snapshot, rules.rules) if is_read else ()
        if self.last_known is None or self._known != (rules, holds):
            self._known = rules, holds
            self.last_known = rules.restrained_by(holds) if holds else rules
        return self.last_known

    def _rules(self, snapshot: Snapshot) -> RuleSet:
        file, text = self._read(snapshot, self._path)
        if self._loaded is None or self._loaded[0] != file:
            self._loaded = file, load_rules(text, self._path, self._defaults)
        return self._loaded[1]

    def _read(self, snapshot: Snapshot, path: str) -> tuple[File, str]:
        try:
            file = snapshot.file(path)
            return file, file.text(path).removeprefix("\ufeff")
        except FileMissing as error:
            raise InvalidRules(
                f"There is no rules file {path} on {snapshot.branch}. Commit one, or set the"
                " parameter ImageRepository for a rule without a file."
            ) from error
        except TargetError as error:
            raise InvalidRules(f"The rules file cannot be used: {error}") from error


class RulesFromParameters:
    """One rule without a rules file: the quick start."""

    paths: Sequence[str] = ()

    def __init__(self, *, image: str, tags: str, destination_file: str, defaults: Defaults) -> None:
        """Keep the parameters; they are checked when the rule is first asked for."""
        rule = {
            "name": "quick-start",
            "image": image,
            "tags": tags,
            "targets": [{"file": destination_file}],
        }
        self._written = WrittenFile(version=1, rules=[rule])
        self._defaults = defaults

    @cached_property
    def last_known(self) -> RuleSet:
        """The rule, which is the same at every head."""
        return rule_set(self._written, Mistakes("the stack's parameters"), self._defaults)

    def load(self, snapshot: Snapshot) -> RuleSet:  # noqa: ARG002 - the same at every head
        """The rule, which is the same at every head."""
        return self.last_known
