"""CloudFormation's API: each operation, from its input to its output.

Operations that are not here are refused. Names and shapes are those of botocore's model.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.aws.cloudformation import shapes, template_shapes
from sandbox.aws.cloudformation.capabilities import needed_by
from sandbox.aws.cloudformation.change_sets import ChangeSets
from sandbox.aws.cloudformation.parameters import default_values
from sandbox.aws.cloudformation.resource_type import Account
from sandbox.aws.cloudformation.sam_transform import TransformFailed, process, transforms
from sandbox.aws.cloudformation.stack import Stack
from sandbox.aws.cloudformation.stacks import Stacks
from sandbox.aws.cloudformation.template import Template, invalid, parse
from sandbox.aws.cloudformation.template_source import template_text
from sandbox.aws.cloudformation.wanted import Submitted
from sandbox.aws.errors import NotSupported

type Input = Mapping[str, Any]
type Output = Mapping[str, Any]

# Settings of a request that change what happens and that the local AWS does not have.
_NOT_SUPPORTED = (
    "AutoExecute", "DeploymentConfig", "DisableRollback", "ImportExistingResources",
    "IncludeNestedStacks", "NotificationARNs", "ResourceTypes", "ResourcesToImport", "RoleARN",
    "RollbackConfiguration", "StackPolicyBody", "StackPolicyURL", "TimeoutInMinutes",
)  # fmt: skip


class CloudFormation:
    """The service, with the stacks of one account and region."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._stacks = Stacks(account)
        self._change_sets = ChangeSets(self._stacks)
        self._operations: Mapping[str, Callable[[Input], Output]] = {
            "CreateChangeSet": self._create_change_set,
            "CreateStack": self._create_stack,
            "DeleteChangeSet": self._delete_change_set,
            "DeleteStack": self._delete_stack,
            "DescribeChangeSet": self._describe_change_set,
            "DescribeStackEvents": self._describe_stack_events,
            "DescribeStackResource": self._describe_stack_resource,
            "DescribeStackResources": self._describe_stack_resources,
            "DescribeStacks": self._describe_stacks,
            "ExecuteChangeSet": self._execute_change_set,
            "GetTemplate": self._get_template,
            "GetTemplateSummary": self._get_template_summary,
            "ListChangeSets": self._list_change_sets,
            "ListStackResources": self._list_stack_resources,
            "ListStacks": self._list_stacks,
            "UpdateStack": self._update_stack,
            "UpdateTerminationProtection": self._update_termination_protection,
            "ValidateTemplate": self._validate_template,
        }

    def answer(self, operation: str, asked: Input) -> Output:
        """Carry out an operation.

        Raises:
            AwsError: What CloudFormation would answer instead.
            NotSupported: An operation or a setting that the local AWS does not have.
        """
        if operation not in self._operations:
            raise NotSupported(f"cloudformation:{operation}")
        for setting in _NOT_SUPPORTED:
            if asked.get(setting):
                raise NotSupported(f"{setting} of cloudformation:{operation}")
        if asked.get("OnFailure", "ROLLBACK") != "ROLLBACK":
            raise NotSupported(f"OnFailure {asked['OnFailure']} of cloudformation:{operation}")
        return self._operations[operation](asked)

    def _create_stack(self, asked: Input) -> Output:
        stack = self._stacks.create(
            asked["StackName"],
            self._submitted(asked),
            protected=bool(asked.get("EnableTerminationProtection")),
        )
        return {"StackId": stack.id}

    def _update_stack(self, asked: Input) -> Output:
        return {"StackId": self._stacks.update(asked["StackName"], self._submitted(asked)).id}

    def _delete_stack(self, asked: Input) -> Output:
        self._stacks.delete(asked["StackName"], asked.get("RetainResources", ()))
        return {}

    def _update_termination_protection(self, asked: Input) -> Output:
        stack = self._stacks.find(asked["StackName"])
        stack.termination_protected = asked["EnableTerminationProtection"]
        return {"StackId": stack.id}

    def _describe_stacks(self, asked: Input) -> Output:
        if "StackName" in asked:
            return {"Stacks": [shapes.stack(self._stacks.find(asked["StackName"]))]}
        existing = [stack for stack in self._stacks if stack.status != "DELETE_COMPLETE"]
        return {"Stacks": [shapes.stack(stack) for stack in existing]}

    def _list_stacks(self, asked: Input) -> Output:
        statuses = asked.get("StackStatusFilter")
        stacks = [one for one in self._stacks if not statuses or one.status in statuses]
        return {"StackSummaries": [shapes.stack_summary(stack) for stack in stacks]}

    def _describe_stack_events(self, asked: Input) -> Output:
        stack = self._stacks.find(asked["StackName"])
        return {"StackEvents": [shapes.event(stack, one) for one in reversed(stack.events)]}

    def _describe_stack_resource(self, asked: Input) -> Output:
        stack = self._stacks.find(asked["StackName"])
        name = asked["LogicalResourceId"]
        if name not in stack.resources:
            raise invalid(f"Resource {name} does not exist for stack {stack.name}")
        return {"StackResourceDetail": shapes.resource(stack, stack.resources[name])}

    def _describe_stack_resources(self, asked: Input) -> Output:
        if "StackName" not in asked:
            raise NotSupported("cloudformation:DescribeStackResources without a stack's name")
        stack, only = self._stacks.find(asked["StackName"]), asked.get("LogicalResourceId")
        return {
            "StackResources": [
                shapes.resource(stack, one)
                for one in stack.resources.values()
                if only in (None, one.logical_id)
            ]
        }

    def _list_stack_resources(self, asked: Input) -> Output:
        stack = self._stacks.find(asked["StackName"])
        return {
            "StackResourceSummaries": [
                shapes.resource(stack, one) for one in stack.resources.values()
            ]
        }

    def _create_change_set(self, asked: Input) -> Output:
        change_set = self._change_sets.create(
            asked["ChangeSetName"],
            asked["StackName"],
            self._submitted(asked),
            kind=asked.get("ChangeSetType", "UPDATE"),
            description=asked.get("Description"),
        )
        return {"Id": change_set.id, "StackId": change_set.stack.id}

    def _describe_change_set(self, asked: Input) -> Output:
        found = self._change_sets.find(asked["ChangeSetName"], asked.get("StackName"))
        return shapes.change_set(found)

    def _list_change_sets(self, asked: Input) -> Output:
        change_sets = self._change_sets.of(self._stacks.find(asked["StackName"]))
        return {"Summaries": [shapes.change_set_summary(one) for one in change_sets]}

    def _execute_change_set(self, asked: Input) -> Output:
        self._change_sets.execute(
            self._change_sets.find(asked["ChangeSetName"], asked.get("StackName"))
        )
        return {}

    def _delete_change_set(self, asked: Input) -> Output:
        self._change_sets.delete(
            self._change_sets.find(asked["ChangeSetName"], asked.get("StackName"))
        )
        return {}

    def _get_template(self, asked: Input) -> Output:
        if "ChangeSetName" in asked:
            found = self._change_sets.find(asked["ChangeSetName"], asked.get("StackName"))
            if found.wanted is None:
                raise invalid(f"ChangeSet [{found.id}] has no template: {found.reason}")
            text, processed = found.wanted.text, found.wanted.processed
        else:
            deployed = self._stacks.find(asked["StackName"]).deployed
            text, processed = deployed.text, deployed.processed
        return template_shapes.template(text, processed, asked.get("TemplateStage", "Original"))

    def _get_template_summary(self, asked: Input) -> Output:
        if "StackName" in asked:
            stack = self._stacks.find(asked["StackName"])
            self._require_template(stack)
            return self._summary(parse(stack.deployed.text))
        return self._summary(self._template(asked))

    def _validate_template(self, asked: Input) -> Output:
        summary = self._summary(self._template(asked))
        keys = ("Capabilities", "CapabilitiesReason", "DeclaredTransforms", "Description")
        return {
            **{key: summary[key] for key in keys if key in summary},
            "Parameters": template_shapes.template_parameters(self._template(asked)),
        }

    def _summary(self, template: Template) -> Output:
        try:
            processed = process(template, default_values(template), self._account.region)
        except TransformFailed as error:
            raise invalid(str(error)) from error
        return template_shapes.template_summary(
            template, processed, needed_by(processed), transforms(template)
        )

    def _template(self, asked: Input) -> Template:
        text = template_text(asked, self._account)
        if text is None:
            raise invalid("Either Template URL or Template Body must be specified.")
        return parse(text)

    def _submitted(self, asked: Input) -> Submitted:
        tags = asked.get("Tags")
        return Submitted(
            template_text(asked, self._account),
            asked.get("Parameters", ()),
            None if tags is None else {tag["Key"]: tag["Value"] for tag in tags},
            tuple(asked.get("Capabilities", ())),
        )

    def _require_template(self, stack: Stack) -> None:
        if stack.status == "REVIEW_IN_PROGRESS":
            raise invalid("GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.")
