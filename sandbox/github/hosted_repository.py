"""A repository as GitHub has it: a git repository with a name, an owner, settings and rules."""

from dataclasses import dataclass, field

from sandbox.git_repository import GitRepository
from sandbox.github.branch_rules import PULL_REQUEST_NEEDED, MergeMethod, Requirements, Rule
from sandbox.github.labels import Labels
from sandbox.github.node_ids import node_id
from sandbox.github.pull_requests.of_repository import PullRequests
from sandbox.github.tokens import Account

__all__ = ["PULL_REQUEST_NEEDED", "HostedRepository", "Settings"]


@dataclass
class Settings:
    """What its administrators choose for all pull requests, as GitHub has it at first."""

    allow_auto_merge: bool = False
    delete_branch_on_merge: bool = False
    merge_methods: frozenset[MergeMethod] = frozenset(("MERGE", "SQUASH", "REBASE"))


@dataclass(frozen=True)
class HostedRepository:
    """A repository of the sandbox's GitHub."""

    id: int
    owner: Account
    name: str
    private: bool
    git: GitRepository
    labels: Labels
    protections: dict[str, Rule] = field(default_factory=dict)
    """Classic protection, by the branch's name."""
    rulesets: list[Rule] = field(default_factory=list)
    settings: Settings = field(default_factory=Settings)
    pulls: PullRequests = field(default_factory=PullRequests)
    checks: dict[str, dict[str, str]] = field(default_factory=dict)
    """Commit -> context -> `pending`, `success` or `failure`."""
    collaborators: list[Account] = field(default_factory=list)
    """Whom one may assign or ask for a review, beside the owner."""

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return f"{self.owner.login}/{self.name}"

    @property
    def node_id(self) -> str:
        """Its id in GraphQL."""
        return node_id("R", self.id)

    @property
    def default_branch(self) -> str:
        """The branch that HEAD names, whether it has commits or not."""
        head = self.git.open().lookup_reference("HEAD").target
        return str(head).removeprefix("refs/heads/")

    def is_protected(self, branch: str) -> bool:
        """Whether writing to it is refused for any reason."""
        return branch in self.protections or bool(self.violations(branch))

    def protection_against(self, branch: str, login: str) -> str | None:
        """What classic protection says to an account that writes to the branch; None: nothing."""
        rule = self.protections.get(branch)
        return rule.violation if rule and rule.binds(branch, login) else None

    def violations(self, branch: str, login: str = "") -> list[str]:
        """What the rulesets say to an account that writes to the branch."""
        return [rule.violation for rule in self.rulesets if rule.binds(branch, login)]

    def requirements(self, branch: str, login: str = "") -> list[Requirements]:
        """What an account's pull requests for the branch must fulfil: of each rule that binds."""
        rules = [*self.protections.values(), *self.rulesets]
        return [rule.requirements for rule in rules if rule.binds(branch, login)]

    def has_merge_queue(self, branch: str) -> bool:
        """Whether whatever is merged into the branch waits in a queue."""
        return any(required.merge_queue for required in self.requirements(branch))

    def merge_methods(self, branch: str) -> frozenset[MergeMethod]:
        """The methods that the repository and all rulesets of the branch allow."""
        allowed = self.settings.merge_methods
        for required in self.requirements(branch):
            allowed &= frozenset(required.merge_methods)
        return allowed
