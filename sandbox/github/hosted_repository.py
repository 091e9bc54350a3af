"""A repository as GitHub has it: a git repository with a name, an owner and rules."""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from sandbox.git_repository import GitRepository
from sandbox.github.node_ids import node_id
from sandbox.github.tokens import Account

PULL_REQUEST_NEEDED = "Changes must be made through a pull request."


@dataclass(frozen=True)
class Ruleset:
    """A rule that refuses what is written to some branches."""

    branches: str
    """A name or a glob, such as `release/*`."""
    violation: str
    """What GitHub says to whoever breaks it."""


@dataclass(frozen=True)
class HostedRepository:
    """A repository of the sandbox's GitHub."""

    id: int
    owner: Account
    name: str
    private: bool
    git: GitRepository
    protections: dict[str, str] = field(default_factory=dict)
    """Branches with classic protection -> why writing to them is refused."""
    rulesets: list[Ruleset] = field(default_factory=list)

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

    def violations(self, branch: str) -> list[str]:
        """What the rulesets say to whoever writes to the branch."""
        return [rule.violation for rule in self.rulesets if fnmatchcase(branch, rule.branches)]
