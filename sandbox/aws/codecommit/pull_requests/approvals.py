"""Who approved which revision of a pull request, and whether that satisfies its rules."""

from typing import Any

from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.pull_requests.pull_request import PullRequest


def evaluation(pull_request: PullRequest) -> dict[str, Any]:
    """`Evaluation` of the API Reference, for the current revision.

    Approvals are of a revision: those of an earlier one do not count any more.
    """
    approvers = pull_request.approvers.get(pull_request.revision, ())
    met = [rule.name for rule in pull_request.rules if rule.requirement.is_met(approvers)]
    missed = [rule.name for rule in pull_request.rules if rule.name not in met]
    overridden = pull_request.revision in pull_request.overriders
    return {
        "approved": not missed or overridden,
        "overridden": overridden,
        "approvalRulesSatisfied": met,
        "approvalRulesNotSatisfied": missed,
    }


def check_approved(pull_request: PullRequest) -> None:
    """Make sure that the rules are satisfied, or overridden.

    Raises:
        AwsError: PullRequestApprovalRulesNotSatisfiedException.
    """
    found = evaluation(pull_request)
    if not found["approved"]:
        names = ", ".join(found["approvalRulesNotSatisfied"])
        raise codecommit_error(
            "PullRequestApprovalRulesNotSatisfiedException",
            f"Approval rules are not satisfied: {names}",
        )
