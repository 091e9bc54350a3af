"""What the credentials may do at the git host, and what the rules want of them."""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from tagboat.core.errors import RetryableError, TagboatError
from tagboat.core.pull_requests.proposal import MergeMethod
from tagboat.core.rules.rule import RuleSet


class Verdict(StrEnum):
    """What a check has come to."""

    OK = "ok"
    MISSING = "missing"
    """Somebody has to mend something, or pushes will fail."""
    UNKNOWN = "unknown"
    """The host does not tell, or not now."""


class Subject(StrEnum):
    """What is checked."""

    SETTINGS = "settings"
    CREDENTIALS = "credentials"
    READ = "read"
    RULES = "rules"
    COMMIT = "commit"
    PULL_REQUEST = "pull request"
    AUTO_MERGE = "auto-merge"
    PEOPLE = "people"
    RATE_LIMIT = "rate limit"


class Check(Struct, frozen=True):
    """One thing that was checked."""

    subject: Subject
    verdict: Verdict
    says: str
    """What is the case; where it is not as it has to be, with what to do about it."""

    def about(self, subject: Subject) -> "Check":
        """The same of another subject, which it decides too."""
        return Check(subject, self.verdict, self.says)


class Examination(Struct, frozen=True, kw_only=True):
    """What a deployed Tagboat found out about itself. Keys may be added; none is removed."""

    git_host: str = ""
    infra_repository: str = ""
    branch: str = ""
    checks: tuple[Check, ...]

    @property
    def lacks_something(self) -> bool:
        """Whether somebody has to mend something."""
        return any(check.verdict is Verdict.MISSING for check in self.checks)


class Needs(Struct, frozen=True, kw_only=True):
    """What the rules want of a git host."""

    branch: str
    """The branch that is committed on, or proposed to."""
    commits: bool = True
    """Whether a rule commits on it."""
    proposals: tuple[str, ...] = ()
    """The branches that pull requests come from; none where no rule proposes."""
    methods: tuple[MergeMethod, ...] = ()
    """How pull requests are to merge themselves."""
    people: tuple[str, ...] = ()
    """Whom rules name as reviewers and assignees."""


def needs_of(rules: RuleSet, branch: str) -> Needs:
    """What rules want of a git host."""
    terms = [rule.terms for rule in rules.rules if rule.terms is not None]
    people = (name for one in terms for name in (*one.reviewers, *one.assignees))
    return Needs(
        branch=branch,
        commits=len(terms) < len(rules.rules) or not terms,  # What rules do if they do not say.
        proposals=_each(one.branch for one in terms),
        methods=_each(one.auto_merge for one in terms if one.auto_merge is not None),
        people=_each(people),
    )


def ok(subject: Subject, says: str) -> Check:
    """It is as it has to be."""
    return Check(subject, Verdict.OK, says)


def missing(subject: Subject, says: str) -> Check:
    """It is not."""
    return Check(subject, Verdict.MISSING, says)


def unknown(subject: Subject, says: str) -> Check:
    """Nobody can say, or not now."""
    return Check(subject, Verdict.UNKNOWN, says)


def of_error(subject: Subject, error: TagboatError) -> Check:
    """What an error means for a check: one that may pass by itself tells nothing."""
    retryable = isinstance(error, RetryableError)
    return unknown(subject, str(error)) if retryable else missing(subject, str(error))


def _each[One](some: Iterable[One]) -> tuple[One, ...]:
    return tuple(dict.fromkeys(some))
