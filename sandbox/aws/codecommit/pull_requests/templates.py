"""CreateApprovalRuleTemplate and AssociateApprovalRuleTemplateWithRepository."""

from typing import Any

from moto.codecommit.models import codecommit_backends

from sandbox.aws.codecommit.call import Call
from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.pull_requests.approval_rule import (
    ApprovalRuleTemplate,
    given_name,
    given_requirement,
)

DESCRIPTION_LENGTH = 1000
TEMPLATES = 1000
"""In an account and region ("Quotas in AWS CodeCommit")."""
TEMPLATES_OF_A_REPOSITORY = 25
"""As many as a pull request may have rules from templates ("Quotas in AWS CodeCommit")."""

type Templates = dict[str, ApprovalRuleTemplate]


def create_approval_rule_template(call: Call) -> dict[str, Any]:
    """Keep a template; it is for no repository yet."""
    name = _name(call)
    content, requirement = given_requirement(
        call.parameters,
        "approvalRuleTemplateContent",
        of="ApprovalRuleTemplateContent",
        is_template=True,
    )
    description = call.parameters.get("approvalRuleTemplateDescription")
    if description is not None and len(description) > DESCRIPTION_LENGTH:
        raise codecommit_error(
            "InvalidApprovalRuleTemplateDescriptionException", "The description is too long"
        )
    templates = _templates(call)
    if name in templates:
        raise codecommit_error(
            "ApprovalRuleTemplateNameAlreadyExistsException", f"There is a template called {name}"
        )
    if len(templates) >= TEMPLATES:
        raise codecommit_error("NumberOfRuleTemplatesExceededException", "Too many templates")
    made = ApprovalRuleTemplate(name, content, description, requirement, call.caller)
    templates[name] = made
    return {"approvalRuleTemplate": made.shown()}


def associate_approval_rule_template_with_repository(call: Call) -> dict[str, Any]:
    """Put a template's rule on the pull requests that are made in a repository from now on."""
    name, repository = _name(call), call.repository
    template = _templates(call).get(name)
    if template is None:
        raise codecommit_error(
            "ApprovalRuleTemplateDoesNotExistException", f"There is no template called {name}"
        )
    associated = repository.approval_rule_templates
    if template in associated:
        return {}
    if len(associated) >= TEMPLATES_OF_A_REPOSITORY:
        raise codecommit_error(
            "MaximumRuleTemplatesAssociatedWithRepositoryException", "Too many templates"
        )
    associated.append(template)
    return {}


def _name(call: Call) -> str:
    return given_name(call.parameters, "approvalRuleTemplateName", of="ApprovalRuleTemplateName")


def _templates(call: Call) -> Templates:
    """Kept where moto keeps the repositories, so that they are forgotten together."""
    backend: Any = codecommit_backends[call.account][call.region]
    templates: Templates = vars(backend).setdefault("approval_rule_templates", {})
    return templates
