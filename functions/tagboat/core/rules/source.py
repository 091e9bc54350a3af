"""Where the rules come from: a file of the infra repo, or the stack's parameters."""

from collections.abc import Sequence
from functools import cached_property
from typing import Protocol

from tagboat.core.errors import FileMissing, InvalidRules, TargetError
from tagboat.core.rules.load import Defaults, load_rules, rule_set
from tagboat.core.rules.mistakes import Mistakes
from tagboat.core.rules.rule import RuleSet
from tagboat.core.rules.schema import WrittenFile
from tagboat.core.snapshot import File, Snapshot


class RulesSource(Protocol):
    """Where the rules come from."""

    @property
    def paths(self) -> Sequence[str]:
        """What has to be read to know the rules: one path, or none."""

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
        self.paths = (path,)
        self.last_known: RuleSet | None = None
        self._defaults = defaults
        self._loaded_from: File | None = None

    def load(self, snapshot: Snapshot) -> RuleSet:
        """The rules at the head of a snapshot; those of an equal file are not loaded again."""
        (path,) = self.paths
        file, text = self._read(snapshot, path)
        if self.last_known is None or file != self._loaded_from:
            self.last_known = load_rules(text, path, self._defaults)
            self._loaded_from = file
        return self.last_known

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
