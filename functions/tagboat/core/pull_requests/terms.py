"""How a rule's changes are proposed."""

from msgspec import Struct

from tagboat.core.pull_requests.proposal import MergeMethod
from tagboat.core.pull_requests.wording import WordingTemplates


class Terms(Struct, frozen=True, kw_only=True):
    """How a rule's changes are proposed. Rules with the same branch share its pull request."""

    branch: str
    """Where the pull request comes from, without `refs/heads/`."""
    group: str = ""
    """Which rules share it by its name: `rule`, `environment` or `all`; empty where a name was
    given."""
    wording: WordingTemplates
    reviewers: tuple[str, ...]
    assignees: tuple[str, ...]
    draft: bool
    auto_merge: MergeMethod | None
