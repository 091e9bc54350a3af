"""UpdatePullRequestApprovalState and what else there is to do about approvals of a revision."""

import re
from typing import Any

from sandbox.aws.codecommit.call import Call
from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.pull_requests.approvals import evaluation
from sandbox.aws.codecommit.pull_requests.named import check_open, named_pull_request
from sandbox.aws.codecommit.pull_requests.pull_request import PullRequest

APPROVALS = 200
"""On a pull request ("Quotas in AWS CodeCommit")."""
_REVISION = re.compile("[0-9a-f]{64}")


def update_pull_request_approval_state(call: Call) -> dict[str, Any]:
    """Approve the current revision, or take an approval back."""
    found, revision = named_pull_request(call), _revision(call)
    state = _one_of(call, "approvalState", ("APPROVE", "REVOKE"), of="ApprovalState")
    check_open(found)
    _check_current(found, revision)
    if call.caller == found.author:
        raise codecommit_error(
            "PullRequestCannotBeApprovedByAuthorException", "Authors do not approve their own"
        )
    approvers = found.approvers.setdefault(revision, set())
    if state == "REVOKE":
        approvers.discard(call.caller)
    elif len(approvers | {call.caller}) > APPROVALS:
        raise codecommit_error("MaximumNumberOfApprovalsExceededException", "Too many approvals")
    else:
        approvers.add(call.caller)
    found.record(
        "PULL_REQUEST_APPROVAL_STATE_CHANGED",
        call.caller,
        approvalStateChangedEventMetadata={"revisionId": revision, "approvalStatus": state},
    )
    return {}


def get_pull_request_approval_states(call: Call) -> dict[str, Any]:
    """Who approved a revision, be it the current one or not; "REVOKE states are not stored"."""
    found, revision = named_pull_request(call), _revision(call)
    if revision not in found.revisions:
        raise codecommit_error("InvalidRevisionIdException", f"There is no revision {revision}")
    approvers = sorted(found.approvers.get(revision, ()))
    return {"approvals": [{"userArn": one, "approvalState": "APPROVE"} for one in approvers]}


def evaluate_pull_request_approval_rules(call: Call) -> dict[str, Any]:
    """Whether the current revision satisfies the rules."""
    found = named_pull_request(call)
    _check_current(found, _revision(call))
    return {"evaluation": evaluation(found)}


def override_pull_request_approval_rules(call: Call) -> dict[str, Any]:
    """Set all rules aside for the current revision, or no more."""
    found, revision = named_pull_request(call), _revision(call)
    status = _one_of(call, "overrideStatus", ("OVERRIDE", "REVOKE"), of="OverrideStatus")
    check_open(found)
    _check_current(found, revision)
    if status == "REVOKE":
        found.overriders.pop(revision, None)
    elif revision in found.overriders:
        raise codecommit_error("OverrideAlreadySetException", "The rules are set aside already")
    else:
        found.overriders[revision] = call.caller
    found.record(
        "PULL_REQUEST_APPROVAL_RULE_OVERRIDDEN",
        call.caller,
        approvalRuleOverriddenEventMetadata={"revisionId": revision, "overrideStatus": status},
    )
    return {}


def _one_of(call: Call, name: str, allowed: tuple[str, ...], *, of: str) -> str:
    given = call.parameters.get(name)
    if not given:
        raise codecommit_error(f"{of}RequiredException", f"{name} is required")
    if given not in allowed:
        raise codecommit_error(f"Invalid{of}Exception", f"{given} is not one of {allowed}")
    return str(given)


def _revision(call: Call) -> str:
    given = call.parameters.get("revisionId")
    if not given:
        raise codecommit_error("RevisionIdRequiredException", "A revision id is required")
    if not _REVISION.fullmatch(given):
        raise codecommit_error("InvalidRevisionIdException", f"{given} is not a revision id")
    return str(given)


def _check_current(found: PullRequest, revision: str) -> None:
    if revision != found.revision:
        raise codecommit_error(
            "RevisionNotCurrentException", f"{revision} is not the current revision"
        )
