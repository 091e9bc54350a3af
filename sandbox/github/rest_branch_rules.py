"""REST: the rules of rulesets that hold for a branch, and rulesets.

Source: "REST API endpoints for rules", "Get rules for a branch" and "Get a repository ruleset".
Classic protection is not listed, and neither is who may bypass a rule: every rule that is active
is. A ruleset says whether who asks may. Only reading metadata is needed.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from sandbox.github.answers import Answer, message
from sandbox.github.branch_rules import PULL_REQUEST_NEEDED, Rule
from sandbox.github.rest_endpoint import RestRequest


def get_branch_rules(asked: RestRequest) -> Answer:
    """`repos/get-branch-rules`."""
    hosted, branch = asked.repository(), asked.path["branch"]
    listed = [
        {
            **rule,
            "ruleset_source_type": "Repository",
            "ruleset_source": hosted.full_name,
            "ruleset_id": number,
        }
        for number, ruleset in enumerate(hosted.rulesets, start=1)
        if fnmatchcase(branch, ruleset.branches)
        for rule in _rules(ruleset)
    ]
    return Answer(200, listed)


def get_ruleset(asked: RestRequest) -> Answer:
    """`repos/get-repo-ruleset`, with the members that are true of the sandbox's rulesets."""
    hosted, number = asked.repository(), int(asked.path["ruleset_id"])
    if not 1 <= number <= len(hosted.rulesets):
        raise message(404, "Not Found")
    ruleset, login = hosted.rulesets[number - 1], asked.call.token.account.login.lower()
    return Answer(
        200,
        {
            "id": number,
            "name": ruleset.branches,
            "target": "branch",
            "source_type": "Repository",
            "source": hosted.full_name,
            "enforcement": "active",
            "conditions": {
                "ref_name": {"include": [f"refs/heads/{ruleset.branches}"], "exclude": []}
            },
            "rules": list(_rules(ruleset)),
            "current_user_can_bypass": "always" if login in ruleset.bypass else "never",
        },
    )


def _rules(ruleset: Rule) -> Iterator[dict[str, Any]]:
    required = ruleset.requirements
    if ruleset.violation == PULL_REQUEST_NEEDED:
        methods = [method.lower() for method in required.merge_methods]
        yield {
            "type": "pull_request",
            "parameters": {
                "allowed_merge_methods": methods,
                "dismiss_stale_reviews_on_push": False,
                "require_code_owner_review": False,
                "require_last_push_approval": False,
                "required_approving_review_count": required.approvals,
                "required_review_thread_resolution": False,
            },
        }
    if required.checks:
        checks = [{"context": context} for context in required.checks]
        parameters = {
            "required_status_checks": checks,
            "strict_required_status_checks_policy": False,
        }
        yield {"type": "required_status_checks", "parameters": parameters}
    if required.merge_queue:
        yield {"type": "merge_queue"}
