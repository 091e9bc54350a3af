"""CreatePullRequestApprovalRule, and the rules that come from templates."""

from typing import Any

from sandbox.aws.codecommit.call import Call
from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.pull_requests.approval_rule import (
    ApprovalRule,
    given_name,
    given_requirement,
)
from sandbox.aws.codecommit.pull_requests.named import check_open, named_pull_request
from sandbox.aws.codecommit.pull_requests.pull_request import PullRequest

RULES = 30
"""On a pull request ("Quotas in AWS CodeCommit")."""


def create_pull_request_approval_rule(call: Call) -> dict[str, Any]:
    """Put a rule on an open pull request."""
    found = named_pull_request(call)
    name = given_name(call.parameters, "approvalRuleName", of="ApprovalRuleName")
    content, requirement = given_requirement(
        call.parameters, "approvalRuleContent", of="ApprovalRuleContent"
    )
    check_open(found)
    if any(rule.name == name for rule in found.rules):
        raise codecommit_error(
            "ApprovalRuleNameAlreadyExistsException", f"There is a rule called {name} already"
        )
    if len(found.rules) >= RULES:
        raise codecommit_error("NumberOfRulesExceededException", "There are too many rules")
    rule = ApprovalRule(name, content, requirement, call.caller)
    _add(found, rule)
    return {"approvalRule": rule.shown()}


def apply_templates(pull_request: PullRequest) -> None:
    """Put the rules of its repository's templates on a new pull request."""
    reference = f"refs/heads/{pull_request.destination}"
    for template in pull_request.repository.approval_rule_templates:
        if template.requirement.is_for(reference):
            _add(
                pull_request,
                ApprovalRule(
                    template.name,
                    template.content,
                    template.requirement,
                    template.author,
                    template=template,
                ),
            )


def _add(pull_request: PullRequest, rule: ApprovalRule) -> None:
    pull_request.rules.append(rule)
    pull_request.record(
        "PULL_REQUEST_APPROVAL_RULE_CREATED",
        rule.author,
        approvalRuleEventMetadata={
            "approvalRuleName": rule.name,
            "approvalRuleId": rule.id,
            "approvalRuleContent": rule.content,
        },
    )
