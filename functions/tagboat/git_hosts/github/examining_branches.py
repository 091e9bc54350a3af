"""Which rules of a branch keep the credentials from writing to it.

Rulesets say who is asking whether they may bypass them: "REST API endpoints for rules", "Get rules
for a branch" and "Get a repository ruleset", `current_user_can_bypass`. Classic protection shows to
those who are no administrators: "Objects", `RefUpdateRule`. Who may pass it by is told there only
as far as pushing goes, so what it asks for beyond is reported as unknown.
"""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from tagboat.core.errors import TagboatError
from tagboat.git_hosts.github.requests import GitHubRequests

_AGAINST_COMMITS = {
    "code_scanning": "results of code scanning",
    "merge_queue": "the merge queue",
    "pull_request": "a pull request",
    "required_deployments": "deployments",
    "required_status_checks": "status checks",
    "update": "nobody to update it",
    "workflows": "workflows",
}
"""Rules that no commit can follow which is made right on the branch, and what they ask for."""
_AGAINST_PROPOSALS = _AGAINST_COMMITS | {"creation": "nobody to create it"}
_BYPASSING = ("always", "exempt")
_ALL_METHODS = frozenset({"merge", "squash", "rebase"})
_CLASSIC = (
    "query($owner: String!, $name: String!, $ref: String!) { repository(owner: $owner, name: $name)"
    " { ref(qualifiedName: $ref) { refUpdateRule { viewerCanPush requiredApprovingReviewCount"
    " requiredStatusCheckContexts } } } }"
)


class Allowance(Struct, frozen=True):
    """Whether rules let the credentials write to a branch."""

    allowed: bool | None
    """None: GitHub does not tell."""
    says: str = ""


class BranchRules:
    """The rules of a repository's branches, each asked for once."""

    def __init__(self, requests: GitHubRequests, *, admin: bool) -> None:
        """Keep what asks, and whether for an administrator, whom not all protection binds."""
        self._requests = requests
        self._admin = admin
        self._rules_of = cache(self._ask_rules)
        self._bypass_of = cache(self._ask_bypass)

    def of_commits(self, branch: str) -> Allowance:
        """Whether commits may be made on the branch. Raises what asking raises."""
        by_rulesets = self._by_rulesets(branch, _AGAINST_COMMITS)
        by_protection = self._by_protection(branch)
        either = (by_rulesets, by_protection)
        return next((one for one in either if one.allowed is False), None) or next(
            (one for one in either if one.allowed is None), Allowance(allowed=True)
        )

    def of_proposals(self, branch: str) -> Allowance:
        """Whether a branch of pull requests may be made and written. Raises what asking raises.

        Classic protection is not told of a branch that is not there.
        """
        return self._by_rulesets(branch, _AGAINST_PROPOSALS)

    def merge_methods(self, branch: str) -> Collection[str]:
        """The ways to merge that rulesets leave. Raises what asking raises."""
        left = _ALL_METHODS
        for rule in self._rules_of(branch):
            parameters = rule.get("parameters") or {}
            if rule["type"] == "pull_request" and "allowed_merge_methods" in parameters:
                left &= set(parameters["allowed_merge_methods"])
        return left

    def _by_rulesets(self, branch: str, against: Mapping[str, str]) -> Allowance:
        """The first ruleset that forbids it; else one of which it is not known."""
        found = Allowance(allowed=True)
        for rule in self._rules_of(branch):
            wants = against.get(rule["type"])
            if wants is None:
                continue
            may_bypass = self._bypass_of(branch, rule["ruleset_id"])
            if may_bypass is False:
                return Allowance(
                    allowed=False,
                    says=f"A ruleset of {self._requests.repository} asks {wants} of {branch}. Set"
                    " `deliver: pull_request` in the rules, let the token's owner bypass the"
                    " ruleset, or name another branch.",
                )
            if may_bypass is None:
                found = Allowance(
                    allowed=None,
                    says=f"A ruleset of {self._requests.repository} asks {wants} of {branch}, and"
                    " GitHub does not say whether the credentials may bypass it.",
                )
        return found

    def _by_protection(self, branch: str) -> Allowance:
        owner, _, name = self._requests.repository.partition("/")
        which = {"owner": owner, "name": name, "ref": f"refs/heads/{branch}"}
        ref = self._requests.graphql(_CLASSIC, which, branch)["repository"]["ref"] or {}
        rule = ref.get("refUpdateRule")
        if rule is None:
            return Allowance(allowed=True)
        instead = "Set `deliver: pull_request` in the rules, or name another branch"
        if not rule["viewerCanPush"]:
            return Allowance(
                allowed=False,
                says=f"The protection of {branch} does not let the credentials push. {instead}.",
            )
        reviews = rule["requiredApprovingReviewCount"] is not None
        if not reviews and not rule["requiredStatusCheckContexts"]:
            return Allowance(allowed=True)
        wants = "a pull request" if reviews else "status checks"
        says = f"The protection of {branch} asks for {wants}, and GitHub does not say whether the"
        says += " token's owner may pass it by"
        admin = ", as administrators may unless it binds them too" if self._admin else ""
        return Allowance(
            allowed=None, says=f"{says}{admin}. Where not, commits are refused. {instead}."
        )

    def _ask_rules(self, branch: str) -> list[dict[str, Any]]:
        path = f"rules/branches/{branch}"
        found: Any = self._requests.rest("GET", path, branch, kind=list)
        return list(found)

    def _ask_bypass(self, branch: str, ruleset: int) -> bool | None:
        try:
            shown = self._requests.rest("GET", f"rulesets/{quote(str(ruleset))}", branch)
        except TagboatError:
            return None
        said = shown.get("current_user_can_bypass")
        return None if said is None else said in _BYPASSING
