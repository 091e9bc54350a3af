"""Rules of EventBridge start pipelines by the role that their targets name."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.integration.sandbox.codepipeline.workshop import Workshop, approval, eventually, stage


def _rule(workshop: Workshop, **target: Any) -> str:
    events, name = workshop.aws.client("events"), workshop.name
    rule: str = events.put_rule(Name=name, EventPattern=json.dumps({"source": [name]}))["RuleArn"]
    arn = f"arn:aws:codepipeline:us-east-1:123456789012:{name}"
    events.put_targets(Rule=name, Targets=[{"Id": "one", "Arn": arn, **target}])
    return rule


def _put(workshop: Workshop) -> None:
    entry = {"Source": workshop.name, "DetailType": "Said", "Detail": "{}"}
    workshop.aws.client("events").put_events(Entries=[entry])


def test_a_rule_starts_a_pipeline_and_is_its_trigger(workshop: Workshop) -> None:
    workshop.create(workshop.source(), stage("Review", approval()))
    arn = f"arn:aws:codepipeline:us-east-1:123456789012:{workshop.name}"
    role = workshop.make_role(
        f"{workshop.name}-rule",
        "events.amazonaws.com",
        {"Effect": "Allow", "Action": "codepipeline:StartPipelineExecution", "Resource": arn},
    )
    rule = _rule(workshop, RoleArn=role)
    _put(workshop)
    newest = eventually(
        lambda: workshop.executions()[0] if len(workshop.executions()) == 2 else None, "it starts"
    )
    assert newest["trigger"] == {"triggerType": "CloudWatchEvent", "triggerDetail": rule}
    asked = workshop.aws.log.operations(principal=f"{workshop.name}-rule")
    assert asked == {"codepipeline:StartPipelineExecution": 1}


@pytest.mark.parametrize("trusted", ["events.amazonaws.com", "lambda.amazonaws.com"])
def test_a_role_that_may_not_starts_nothing(workshop: Workshop, trusted: str) -> None:
    workshop.create(workshop.source(), stage("Review", approval()))
    allowed = "codepipeline:StartPipelineExecution" if trusted[0] == "l" else "codepipeline:List*"
    role = workshop.make_role(
        f"{workshop.name}-rule",
        trusted,
        {"Effect": "Allow", "Action": allowed, "Resource": "*"},
    )
    _rule(workshop, RoleArn=role)
    _put(workshop)
    assert len(workshop.executions()) == 1


def test_a_pipeline_as_a_target_needs_a_role(workshop: Workshop) -> None:
    with pytest.raises(ClientError, match="without a RoleArn"):
        _rule(workshop)
