"""Names of its own for every test."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

import pytest

from sandbox.aws.server import AwsServer

type Template = Mapping[str, Any]
type Deploy = Callable[..., dict[str, Any]]


@pytest.fixture
def name() -> str:
    """A name for a stack or a resource that no other test has."""
    return f"t{uuid4().hex[:12]}"


@pytest.fixture(scope="session")
def clients(aws: AwsServer) -> Callable[[str], Any]:
    """An administrator's clients, each made once."""
    made: dict[str, Any] = {}

    def client(service: str) -> Any:
        if service not in made:
            made[service] = aws.client(service)
        return made[service]

    return client


@pytest.fixture
def cloudformation(clients: Callable[[str], Any]) -> Any:
    return clients("cloudformation")


@pytest.fixture
def stacks(cloudformation: Any) -> Callable[[], list[dict[str, Any]]]:
    """Every stack that there is, of other tests too."""

    def stacks() -> list[dict[str, Any]]:
        pages = cloudformation.get_paginator("describe_stacks").paginate()
        return [stack for page in pages for stack in page["Stacks"]]

    return stacks


@pytest.fixture
def deploy(cloudformation: Any, name: str, stacks: Callable[[], list[dict[str, Any]]]) -> Deploy:
    """Create or update the test's stack through a change set, and describe it."""

    def deploy(resources: Template, **sections: Any) -> dict[str, Any]:
        given = sections.pop("given", {})
        tags = sections.pop("tags", {})
        exists = name in [
            stack["StackName"] for stack in stacks() if stack["StackStatus"] != "REVIEW_IN_PROGRESS"
        ]
        change_set = cloudformation.create_change_set(
            StackName=name,
            ChangeSetName=f"c{uuid4().hex}",
            ChangeSetType="UPDATE" if exists else "CREATE",
            TemplateBody=json.dumps({"Resources": resources, **sections}),
            Capabilities=["CAPABILITY_NAMED_IAM"],
            Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in given.items()],
            Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
        )["Id"]
        described = cloudformation.describe_change_set(ChangeSetName=change_set)
        assert described["Status"] == "CREATE_COMPLETE", described["StatusReason"]
        cloudformation.execute_change_set(ChangeSetName=change_set)
        stack: dict[str, Any] = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        return stack

    return deploy


@pytest.fixture
def outputs(deploy: Deploy, cloudformation: Any, name: str) -> Callable[..., dict[str, str]]:
    """Deploy, and give the stack's outputs by key."""

    def outputs(resources: Template, **sections: Any) -> dict[str, str]:
        stack = deploy(resources, **sections)
        if stack["StackStatus"] not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
            failed = [one for one in events if one["ResourceStatus"].endswith("_FAILED")]
            pytest.fail("\n".join(one["ResourceStatusReason"] for one in failed))
        return {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", [])}

    return outputs


@pytest.fixture
def physical_ids(cloudformation: Any, name: str) -> Callable[[], dict[str, str]]:
    """The physical ids of the stack's resources, by logical id."""

    def physical_ids() -> dict[str, str]:
        listed = cloudformation.list_stack_resources(StackName=name)["StackResourceSummaries"]
        return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in listed}

    return physical_ids


@pytest.fixture
def history(cloudformation: Any, name: str) -> Callable[[], list[tuple[str, str]]]:
    """What happened in the stack: logical id and status, oldest first."""

    def history() -> list[tuple[str, str]]:
        events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
        return [(one["LogicalResourceId"], one["ResourceStatus"]) for one in reversed(events)]

    return history
