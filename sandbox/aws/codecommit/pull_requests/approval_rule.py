"""An approval rule of one pull request, and the template that many of them come from."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.pull_requests.requirement import CONTENT_LENGTH, Requirement

_NAME = re.compile(r"[\w. -]{1,100}", re.ASCII)


@dataclass(frozen=True)
class ApprovalRuleTemplate:
    """A rule for the pull requests of the repositories that it is associated with."""

    name: str
    content: str
    description: str | None
    requirement: Requirement
    author: str
    id: str = field(default_factory=lambda: str(uuid4()))
    created: datetime = field(default_factory=lambda: datetime.now(UTC))

    def shown(self) -> dict[str, Any]:
        """`ApprovalRuleTemplate` of the API Reference."""
        return {
            "approvalRuleTemplateId": self.id,
            "approvalRuleTemplateName": self.name,
            "approvalRuleTemplateDescription": self.description,
            "approvalRuleTemplateContent": self.content,
            "ruleContentSha256": _digest(self.content),
            "lastModifiedDate": self.created,
            "creationDate": self.created,
            "lastModifiedUser": self.author,
        }


@dataclass(frozen=True)
class ApprovalRule:
    """A rule of one pull request."""

    name: str
    content: str
    requirement: Requirement
    author: str
    """The ARN of who made it."""
    template: ApprovalRuleTemplate | None = None
    id: str = field(default_factory=lambda: str(uuid4()))
    created: datetime = field(default_factory=lambda: datetime.now(UTC))

    def shown(self) -> dict[str, Any]:
        """`ApprovalRule` of the API Reference."""
        origin = self.template and {
            "approvalRuleTemplateId": self.template.id,
            "approvalRuleTemplateName": self.template.name,
        }
        return {
            "approvalRuleId": self.id,
            "approvalRuleName": self.name,
            "approvalRuleContent": self.content,
            "ruleContentSha256": _digest(self.content),
            "lastModifiedDate": self.created,
            "creationDate": self.created,
            "lastModifiedUser": self.author,
            "originApprovalRuleTemplate": origin,
        }


def given_name(parameters: Mapping[str, Any], name: str, *, of: str) -> str:
    """The name of a rule or template, checked by "Quotas in AWS CodeCommit".

    Args:
        parameters: The request.
        name: The parameter.
        of: What the errors call it, such as `ApprovalRuleName`.

    Raises:
        AwsError: It is missing or not valid.
    """
    text = parameters.get(name)
    if not text:
        raise codecommit_error(f"{of}RequiredException", f"{name} is required")
    if not _NAME.fullmatch(text) or text.endswith(".git"):
        raise codecommit_error(f"Invalid{of}Exception", f"{text!r} is not a valid name")
    return str(text)


def given_requirement(
    parameters: Mapping[str, Any], name: str, *, of: str, is_template: bool = False
) -> tuple[str, Requirement]:
    """The content of a rule or template, as it is written and as it is understood.

    Args:
        parameters: The request.
        name: The parameter.
        of: What the errors call it, such as `ApprovalRuleContent`.
        is_template: Whether it is a template's.

    Raises:
        AwsError: It is missing or not valid.
    """
    content = parameters.get(name)
    if not content:
        raise codecommit_error(f"{of}RequiredException", f"{name} is required")
    error = f"Invalid{of}Exception"
    if len(content) > CONTENT_LENGTH:
        raise codecommit_error(error, "The content is too long")
    return content, Requirement.read(content, error=error, is_template=is_template)


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
