"""The use case of `tagboat doctor`: what the rules want, and whether the credentials allow it."""

from collections.abc import Iterator, Sequence

from tagboat.core.errors import (
    CredentialsRefused,
    InvalidRules,
    PermissionMissing,
    TagboatError,
)
from tagboat.core.examination import (
    Check,
    Needs,
    Subject,
    missing,
    needs_of,
    of_error,
    ok,
    unknown,
)
from tagboat.core.rules.rule import RuleSet
from tagboat.core.rules.source import RulesSource
from tagboat.core.snapshot import Snapshot
from tagboat.git_hosts.base import ExaminedHost

_ORDER = tuple(Subject)
_ANY_PATH = "README.md"
"""What is read where no rules file is: it need not be there."""


class ExamineInfraRepo:
    """Looks at one branch of one infra repo, and writes nothing."""

    def __init__(self, git_host: ExaminedHost, rules: RulesSource, branch: str) -> None:
        """Keep what it looks at."""
        self._git_host = git_host
        self._rules = rules
        self._branch = branch

    def __call__(self) -> tuple[Check, ...]:
        """Check everything that can be checked. Never raises an error of Tagboat's own."""
        return tuple(sorted(self._checks(), key=lambda check: _ORDER.index(check.subject)))

    def _checks(self) -> Iterator[Check]:
        snapshot: Snapshot | None = None
        try:
            snapshot = self._git_host.read(self._branch, self._rules.paths or [_ANY_PATH])
        except TagboatError as error:
            refused = isinstance(error, CredentialsRefused)
            yield of_error(Subject.CREDENTIALS if refused else Subject.READ, error)
            if not isinstance(error, PermissionMissing):
                # Every other question would have the same answer.
                yield unknown(Subject.COMMIT, "It was not looked at: mend what is above first.")
                return
        needs = Needs(branch=self._branch)
        if snapshot is not None:
            yield ok(Subject.READ, self._read_text(snapshot))
            rules, check = self._load(snapshot)
            yield check
            needs = needs_of(rules, self._branch) if rules else needs
        yield from self._examine(needs)

    def _read_text(self, snapshot: Snapshot) -> str:
        at = f" at {snapshot.head}" if snapshot.head else ""
        return f"{self._branch} can be read{at}."

    def _load(self, snapshot: Snapshot) -> tuple[RuleSet | None, Check]:
        try:
            rules = self._rules.load(snapshot)
        except InvalidRules as error:
            return None, missing(Subject.RULES, str(error))
        proposing = sum(rule.terms is not None for rule in rules.rules)
        committing = len(rules.rules) - proposing
        where = self._rules.paths[0] if self._rules.paths else "The rule of the parameters"
        says = f"{where} loads; rules that commit: {committing}, that propose: {proposing}."
        return rules, ok(Subject.RULES, says)

    def _examine(self, needs: Needs) -> Sequence[Check]:
        try:
            return self._git_host.examine(needs)
        except TagboatError as error:
            return [of_error(Subject.COMMIT, error)]
        except Exception as error:  # noqa: BLE001 - what was found already is told all the same
            return [unknown(Subject.COMMIT, f"Tagboat failed: {error!r}. Please report it.")]
