"""A pipeline whose own stack is what it deploys: it is cancelled by its update, and runs again."""

import json
from typing import Any

import pytest

from tests.integration.sandbox.codepipeline.workshop import ACCOUNT, Workshop, eventually


def actions(workshop: Workshop) -> dict[str, dict[str, Any]]:
    def one(name: str, category: str, provider: str, **more: Any) -> dict[str, Any]:
        kind = {"Category": category, "Owner": "AWS", "Provider": provider, "Version": "1"}
        return {"Name": name, "ActionTypeId": kind, **more}

    return {
        "Source": one(
            "Commit",
            "Source",
            "CodeCommit",
            Configuration={
                "RepositoryName": workshop.name,
                "BranchName": "main",
                "PollForSourceChanges": "false",
            },
            OutputArtifacts=[{"Name": "Code"}],
        ),
        "Self": one(
            "Update",
            "Deploy",
            "CloudFormation",
            Configuration={
                "ActionMode": "CREATE_UPDATE",
                "StackName": workshop.name,
                "TemplatePath": "Code::template.json",
                "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/{workshop.name}-stacks",
            },
            InputArtifacts=[{"Name": "Code"}],
        ),
        "Approve": one("Approve", "Approval", "Manual"),
    }


def template(workshop: Workshop, *asks: str, restarts: bool) -> str:
    made = actions(workshop)
    stages = [
        {"Name": "Source", "Actions": [made["Source"]]},
        {"Name": "Self", "Actions": [made["Self"]]},
        *({"Name": name, "Actions": [made["Approve"]]} for name in asks),
    ]
    pipeline = {
        "Name": workshop.name,
        "RoleArn": workshop.role,
        "PipelineType": "V2",
        "ArtifactStore": {"Type": "S3", "Location": workshop.name},
        "RestartExecutionOnUpdate": restarts,
        "Stages": stages,
    }
    resource = {"Type": "AWS::CodePipeline::Pipeline", "Properties": pipeline}
    return json.dumps({"Resources": {"Pipeline": resource}})


@pytest.mark.parametrize("restarts", [True, False])
def test_it_is_cancelled_and_runs_again_once_if_it_is_to(
    workshop: Workshop, restarts: bool
) -> None:
    workshop.make_role(f"{workshop.name}-stacks", "cloudformation.amazonaws.com")
    cloudformation = workshop.aws.client("cloudformation")
    body = template(workshop, "Ask", restarts=restarts)
    workshop.git.commit({"template.json": body}, "The pipeline")
    role = f"arn:aws:iam::{ACCOUNT}:role/{workshop.name}-stacks"
    cloudformation.create_stack(StackName=workshop.name, TemplateBody=body, RoleARN=role)
    (first,) = workshop.executions()
    workshop.answer("Ask")
    assert workshop.ended(first["pipelineExecutionId"]) == "Succeeded"

    wider = template(workshop, "Ask", "Then", restarts=restarts)
    workshop.git.commit({"template.json": wider}, "A stage more")
    second = workshop.start()
    assert workshop.ended(second) == "Cancelled"
    if restarts:
        eventually(lambda: len(workshop.executions()) == 3, "it runs again")
        third = workshop.executions()[0]["pipelineExecutionId"]
    else:
        assert len(workshop.executions()) == 2
        third = workshop.start()
    for name in ("Ask", "Then"):
        workshop.answer(name)
    assert workshop.ended(third) == "Succeeded"
    assert len(workshop.executions()) == 3
    assert workshop.execution(third)["pipelineVersion"] == 2
    summary = workshop.run_of(third, "Update")["output"]["executionResult"]
    assert "up to date" in summary["externalExecutionSummary"]
    cloudformation.delete_stack(StackName=workshop.name)
