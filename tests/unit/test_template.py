"""template.yaml keeps what AWS and the Serverless Application Repository ask for.

What `sam validate --lint` checks is left to it; here is what it does not see.
"""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]  # without types

from tagboat import __version__
from tagboat.core.image_scanned import EVENTS
from tagboat.core.messages import RECONCILE, parse
from tagboat.core.outcome_record import DETAIL_TYPE, SOURCE
from tagboat.outcome_events import TOLD
from tagboat.settings import Settings
from tests.template_parts import listed, refs, walk

ROOT = Path(__file__).parents[2]
TEMPLATE: dict[str, Any] = yaml_parse((ROOT / "template.yaml").read_text())
PARAMETERS: dict[str, dict[str, Any]] = TEMPLATE["Parameters"]
RESOURCES: dict[str, dict[str, Any]] = TEMPLATE["Resources"]
SAR: dict[str, Any] = TEMPLATE["Metadata"]["AWS::ServerlessRepo::Application"]
INTERFACE: dict[str, Any] = TEMPLATE["Metadata"]["AWS::CloudFormation::Interface"]

FUNCTIONS = [n for n, body in RESOURCES.items() if body["Type"] == "AWS::Serverless::Function"]

# Those of this template; the list of all is in the AWS SAR Developer Guide.
PUBLISHABLE = {
    "AWS::CloudWatch::Alarm",
    "AWS::CloudWatch::Dashboard",
    "AWS::Events::Rule",
    "AWS::IAM::Role",
    "AWS::Lambda::EventSourceMapping",
    "AWS::Logs::LogGroup",
    "AWS::SQS::Queue",
    "AWS::SQS::QueuePolicy",
    "AWS::Serverless::Function",
    "AWS::Serverless::LayerVersion",
}
# "Drone plugin" in its README: what it does when nothing is set.
DRONE_DEFAULTS = {
    "Branch": "main",
    "AuthorEmail": "auto-update-bot@example.com",
    "AuthorName": "Auto Update Bot",
    "CommitMessage": "[Auto] Update $DESTINATION_FILE to $IMAGE_TAG",
    "DestinationFile": "deployed_tags/prod_image_tag",
}


def properties(name: str, type_: str) -> dict[str, Any]:
    resource = RESOURCES[name]
    assert resource["Type"] == type_
    found: dict[str, Any] = resource["Properties"]
    return found


def function(name: str = "ImagePushedFunction") -> dict[str, Any]:
    """A function's properties with those of all functions."""
    shared: dict[str, Any] = TEMPLATE["Globals"]["Function"]
    return shared | properties(name, "AWS::Serverless::Function")


def of_type(type_: str) -> dict[str, dict[str, Any]]:
    return {name: body for name, body in RESOURCES.items() if body["Type"] == type_}


def statements() -> list[dict[str, Any]]:
    """Every statement of every policy of every role, whatever its condition."""
    found = [inside for inside in walk(of_type("AWS::IAM::Role")) if isinstance(inside, dict)]
    return [inside for inside in found if "Effect" in inside and "Principal" not in inside]


def test_sections_come_in_the_order_that_readers_expect() -> None:
    assert list(TEMPLATE) == [
        "AWSTemplateFormatVersion",
        "Transform",
        "Description",
        "Metadata",
        "Parameters",
        "Conditions",
        "Globals",
        "Resources",
        "Outputs",
    ]


# Parameters


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_parameter_is_described_and_either_has_a_default_or_is_constrained(name: str) -> None:
    parameter = PARAMETERS[name]
    assert re.fullmatch(r"([A-Z][a-z]+|GitHub|GitLab|Url)+", name)
    assert parameter["Description"].endswith(".")
    assert parameter["Type"] in {"String", "Number", "List<Number>", "CommaDelimitedList"}
    constraints = {"AllowedPattern", "AllowedValues", "MinValue"} & set(parameter)
    assert "Default" in parameter or constraints
    if "AllowedPattern" in parameter:
        assert "ConstraintDescription" in parameter


@pytest.mark.parametrize("name", [name for name in PARAMETERS if "Default" in PARAMETERS[name]])
def test_a_default_is_one_of_the_allowed_values(name: str) -> None:
    parameter = PARAMETERS[name]
    default = parameter["Default"]
    assert re.fullmatch(parameter.get("AllowedPattern", "(?s:.*)"), str(default))
    assert default in parameter.get("AllowedValues", [default])
    if "MinValue" in parameter:
        assert parameter["MinValue"] <= default <= parameter["MaxValue"]


def test_groups_and_labels_name_every_parameter_once() -> None:
    grouped = [name for group in INTERFACE["ParameterGroups"] for name in group["Parameters"]]
    assert sorted(grouped) == sorted(PARAMETERS)
    assert sorted(INTERFACE["ParameterLabels"]) == sorted(PARAMETERS)
    labels = [label["default"] for label in INTERFACE["ParameterLabels"].values()]
    assert len(set(labels)) == len(labels)


def test_every_parameter_and_every_condition_is_used() -> None:
    used = (
        refs(RESOURCES)
        | refs(TEMPLATE["Globals"])
        | refs(TEMPLATE["Conditions"])
        | refs(TEMPLATE["Outputs"])
    )
    assert set(PARAMETERS) <= used
    assert set(TEMPLATE["Conditions"]) <= used


def test_the_defaults_are_those_of_the_drone_plugin() -> None:
    assert {name: PARAMETERS[name]["Default"] for name in DRONE_DEFAULTS} == DRONE_DEFAULTS


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        (
            "InfraRepository",
            ["infra", "owner/infra.x", "a/b/c/d"],
            ["", "a//b", "https://x", "a b", "a/"],
        ),
        (
            "InfraRepository",
            ["https://git.example.com:8443/a/b/c.git", "http://localhost:80/a/b.git"],
            [
                "http://git.example.com/a",
                "https://me:x@git.example.com/a",
                "https://a/b?c",
                "file:///a",
            ],
        ),
        ("Branch", ["main", "release/1.0", "a@b"], ["", "a b", "main\n"]),
        (
            "PullRequestBranches",
            ["", "tagboat/*", "tagboat/web", "t*"],
            ["*", "a b", "*/a", "a*b"],
        ),
        ("RulesFile", [".tagboat.yaml", "a/b.yaml"], ["", "/a", "a b"]),
        ("DestinationFile", ["tag", "deployed_tags/prod"], ["", "/tag", "a b"]),
        ("ImageRepository", ["", "web", "team/web-2"], ["Team/Web", "/web", "web/"]),
        (
            "GitHubUrl",
            ["https://github.example.com", "https://ghe:8443", "http://localhost:80"],
            ["http://github.example.com", "https://github.com/", "github.com", "https://a@b"],
        ),
        (
            "GitLabUrl",
            ["https://gitlab.example.com:8443", "https://a/git/lab", "http://localhost:80"],
            ["http://gitlab.example.com", "https://gitlab.com/", "gitlab.com", "https://a@b"],
        ),
        (
            "CredentialsSecretArn",
            ["", "arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:a/b-AbCdEf"],
            ["a", "arn:aws:ssm:us-east-1:123456789012:parameter/a", "*"],
        ),
        ("CredentialsSecretKey", ["", "token", "git/token.1"], ["a b", "a\n"]),
        (
            "GitHubAppClientId",
            ["", "Iv23liABCDEFGHIJKLMN", "Iv1.8a61f9b3a7aba766"],
            ["Iv a", "123456", "*"],
        ),
        ("GitHubAppInstallationId", ["", "12345678"], ["a", "-1", "1/2"]),
        (
            "GitHubAppKmsKeyArn",
            ["", "arn:aws:kms:us-east-1:123456789012:key/1234abcd"],
            ["1234abcd", "arn:aws:kms:us-east-1:123456789012:alias/a", "*"],
        ),
        ("AlarmTopicArn", ["", "arn:aws:sns:us-east-1:123456789012:alarms"], ["alarms", "*"]),
        (
            "ImageRepositoryArns",
            [
                "",
                "arn:aws:ecr:us-east-1:123456789012:repository/team/web",
                "arn:aws-cn:ecr:*:*:repository/team/*",
            ],
            ["team/web", "*", "arn:aws:ecr:us-east-1:123456789012:repository/"],
        ),
        (
            "PermissionsBoundaryArn",
            ["", "arn:aws:iam::123456789012:policy/a", "arn:aws:iam::aws:policy/a"],
            ["arn:aws:iam::123456789012:role/a", "*"],
        ),
        ("AuthorEmail", ["a@b"], ["a", "a b@c", "a@b>"]),
        ("AuthorName", ["A B"], ["", "A <a>", "A\n"]),
    ],
)
def test_what_a_parameter_takes(name: str, good: list[str], bad: list[str]) -> None:
    pattern = PARAMETERS[name]["AllowedPattern"]
    assert [value for value in good if not re.fullmatch(pattern, value)] == []
    assert [value for value in bad if re.fullmatch(pattern, value)] == []


# Serverless Application Repository


def test_the_application_is_described_within_the_repository_s_limits() -> None:
    assert re.fullmatch(r"[a-zA-Z0-9-]{1,140}", SAR["Name"])
    assert len(SAR["Description"]) <= 256
    assert re.fullmatch(r"[a-z0-9](([a-z0-9]|-(?!-))*[a-z0-9])?", SAR["Author"])
    assert len(SAR["Author"]) <= 127
    assert SAR["SpdxLicenseId"] == "Apache-2.0"
    assert len(SAR["Labels"]) <= 10
    assert all(re.fullmatch(r"[A-Za-z0-9+._:@/-]{1,127}", label) for label in SAR["Labels"])
    assert SAR["SemanticVersion"] == __version__
    assert not any(isinstance(value, dict) for value in SAR.values()), "no functions in here"


@pytest.mark.parametrize("field", ["LicenseUrl", "ReadmeUrl"])
def test_the_files_that_are_published_with_it_exist(field: str) -> None:
    assert (ROOT / SAR[field]).is_file()


def test_every_resource_can_be_published() -> None:
    assert {body["Type"] for body in RESOURCES.values()} == PUBLISHABLE
    assert TEMPLATE["Transform"] == "AWS::Serverless-2016-10-31"


# The event rule


def test_the_rule_selects_successful_pushes_of_tagged_images() -> None:
    pattern = properties("ImagePushedRule", "AWS::Events::Rule")["EventPattern"]
    assert pattern == {
        "source": ["aws.ecr"],
        "detail-type": ["ECR Image Action"],
        "detail": {
            "action-type": ["PUSH"],
            "result": ["SUCCESS"],
            "image-tag": [{"anything-but": ""}],
            "repository-name": {
                "Fn::If": ["HasOneRule", [{"Ref": "ImageRepository"}], {"Ref": "AWS::NoValue"}]
            },
        },
    }
    assert len(json.dumps(pattern)) <= 4096


def test_the_rule_of_scans_selects_those_of_tagged_images_where_rules_may_require_them() -> None:
    pattern = properties("ImageScannedRule", "AWS::Events::Rule")["EventPattern"]
    selected = {(s, t) for s in pattern["source"] for t in pattern["detail-type"]}
    assert selected >= EVENTS
    assert pattern["detail"] == {
        "image-digest": [{"exists": True}],
        "image-tags": [{"anything-but": ""}],
    }
    assert RESOURCES["ImageScannedRule"]["Condition"] == "HasRulesFile"


def test_the_schedule_asks_for_what_was_missed() -> None:
    rule = properties("ReconcileRule", "AWS::Events::Rule")
    assert rule["ScheduleExpression"] == {"Ref": "ReconcileSchedule"}
    (target,) = rule["Targets"]
    assert target["Arn"] == {"Fn::GetAtt": ["PushQueue", "Arn"]}
    assert parse(target["Input"]) == RECONCILE


@pytest.mark.parametrize("name", ["ImagePushedRule", "ImageScannedRule"])
def test_what_a_rule_cannot_deliver_is_kept(name: str) -> None:
    (target,) = properties(name, "AWS::Events::Rule")["Targets"]
    assert target["Arn"] == {"Fn::GetAtt": ["PushQueue", "Arn"]}
    assert target["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": ["UndeliveredQueue", "Arn"]}}
    statement = queue_statements()[0]
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    assert refs(statement["Resource"]) == {"PushQueue", "UndeliveredQueue"}
    assert statement["Condition"] == {
        "ArnEquals": {
            "aws:SourceArn": [
                {"Fn::GetAtt": ["ImagePushedRule", "Arn"]},
                {
                    "Fn::If": [
                        "HasRulesFile",
                        {"Fn::GetAtt": ["ImageScannedRule", "Arn"]},
                        {"Ref": "AWS::NoValue"},
                    ]
                },
            ]
        }
    }


def queue_statements() -> list[dict[str, Any]]:
    policy = properties("QueuePolicy", "AWS::SQS::QueuePolicy")["PolicyDocument"]
    statements: list[dict[str, Any]] = policy["Statement"]
    return statements


def test_the_schedule_reaches_the_queue_of_pushes_alone() -> None:
    (target,) = properties("ReconcileRule", "AWS::Events::Rule")["Targets"]
    assert "DeadLetterConfig" not in target
    _, conditional = queue_statements()
    condition, statement, otherwise = conditional["Fn::If"]
    assert (condition, otherwise) == ("HasReconcileSchedule", {"Ref": "AWS::NoValue"})
    assert statement == {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": {"Fn::GetAtt": ["PushQueue", "Arn"]},
        "Condition": {"ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": ["ReconcileRule", "Arn"]}}},
    }


# Queues and the function


def test_the_event_source_mapping_gathers_and_reports_single_failures() -> None:
    mapping = properties("PushQueueMapping", "AWS::Lambda::EventSourceMapping")
    window = PARAMETERS[mapping["MaximumBatchingWindowInSeconds"]["Ref"]]
    assert 10 < mapping["BatchSize"] <= 10_000
    assert 1 <= window["MinValue"] <= window["MaxValue"] <= 300
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert 2 <= mapping["ScalingConfig"]["MaximumConcurrency"] <= 1000


def test_a_message_stays_hidden_while_it_is_gathered_and_processed() -> None:
    queue = properties("PushQueue", "AWS::SQS::Queue")
    timeout = function()["Timeout"]
    assert queue["VisibilityTimeout"] >= 6 * timeout
    assert queue["VisibilityTimeout"] >= PARAMETERS["BatchingWindow"]["MaxValue"] + timeout


def test_a_message_that_fails_again_and_again_is_kept_in_the_dead_letter_queue() -> None:
    redrive = properties("PushQueue", "AWS::SQS::Queue")["RedrivePolicy"]
    assert redrive["maxReceiveCount"] >= 5
    assert redrive["deadLetterTargetArn"] == {"Fn::GetAtt": ["DeadLetterQueue", "Arn"]}


@pytest.mark.parametrize("name", of_type("AWS::SQS::Queue"))
def test_queues_keep_messages_encrypted_and_for_as_long_as_sqs_can(name: str) -> None:
    queue = properties(name, "AWS::SQS::Queue")
    assert queue["MessageRetentionPeriod"] == 14 * 24 * 60 * 60
    assert queue["SqsManagedSseEnabled"] is True
    assert "FifoQueue" not in queue


OF_THE_STACK = {"AWS::AccountId": "Account", "AWS::Region": "Region"}


def test_the_environment_is_what_the_settings_read() -> None:
    variables = function()["Environment"]["Variables"]
    ours = {name: value for name, value in variables.items() if name.startswith("TAGBOAT_")}
    assert set(ours) == {f"TAGBOAT_{field.upper()}" for field in Settings.__struct_fields__}
    redrive = properties("PushQueue", "AWS::SQS::Queue")["RedrivePolicy"]
    assert ours["TAGBOAT_MOST_RECEIVES"] == str(redrive["maxReceiveCount"])
    for name, value in ours.items():
        if name == "TAGBOAT_MOST_RECEIVES":
            continue
        plain = name.removeprefix("TAGBOAT_").replace("_", "").lower()
        ref = OF_THE_STACK.get(value["Ref"], value["Ref"]).lower().removeprefix("push")
        assert ref in (plain, plain.removesuffix("url"))
    assert set(variables) - set(ours) == {"POWERTOOLS_METRICS_NAMESPACE", "POWERTOOLS_SERVICE_NAME"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_and_its_layer_are_for_the_same_runtime(name: str) -> None:
    layer = properties("ThirdPartyLayer", "AWS::Serverless::LayerVersion")
    assert function(name)["Layers"] == [{"Ref": "ThirdPartyLayer"}]
    assert layer["CompatibleRuntimes"] == [function(name)["Runtime"]] == ["python3.13"]
    assert layer["CompatibleArchitectures"] == function(name)["Architectures"] == ["arm64"]


def test_functions_and_the_layer_are_built_by_make() -> None:
    for name in (*FUNCTIONS, "ThirdPartyLayer"):
        assert RESOURCES[name]["Metadata"]["BuildMethod"] == "makefile"
    assert RESOURCES["ThirdPartyLayer"]["Metadata"]["BuildArchitecture"] == "arm64"
    layer = properties("ThirdPartyLayer", "AWS::Serverless::LayerVersion")
    assert layer["RetentionPolicy"] == "Delete"
    assert "${AWS::StackName}" in layer["LayerName"]["Fn::Sub"]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_handler_exists(name: str) -> None:
    module, _, handler = function(name)["Handler"].rpartition(".")
    path = ROOT / function(name)["CodeUri"] / (module.replace(".", "/") + ".py")
    assert handler in {node.name for node in ast.parse(path.read_text()).body if is_function(node)}


def is_function(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_logs_are_json_in_a_group_of_our_own_that_ends(name: str) -> None:
    logging = function(name)["LoggingConfig"]
    assert logging == {"LogFormat": "JSON", "LogGroup": {"Ref": "ImagePushedLog"}}
    log = properties("ImagePushedLog", "AWS::Logs::LogGroup")
    assert log["RetentionInDays"] == {"Ref": "LogRetentionDays"}


# Permissions


def test_doctor_is_what_it_looks_at_and_nothing_starts_it_by_itself() -> None:
    own = {"Description", "Handler"}
    one, other = function("DoctorFunction"), function("ImagePushedFunction")
    assert one.keys() == other.keys()
    assert {key for key in one if one[key] != other[key]} == own
    assert one["Role"] == {"Fn::GetAtt": ["ImagePushedRole", "Arn"]}
    types = ("AWS::Lambda::EventSourceMapping", "AWS::Events::Rule")
    starting = [body for type_ in types for body in of_type(type_).values()]
    assert "ImagePushedFunction" in refs(starting)
    assert "DoctorFunction" not in refs(starting)
    assert TEMPLATE["Outputs"]["DoctorFunctionName"]["Value"] == {"Ref": "DoctorFunction"}


def test_no_role_takes_a_managed_policy() -> None:
    for role in of_type("AWS::IAM::Role").values():
        assert "ManagedPolicyArns" not in role["Properties"]
    for name in FUNCTIONS:
        assert "Policies" not in function(name)


ANY_IMAGE = {
    "ecr:BatchGetImage",
    "ecr:DescribeImageScanFindings",
    "ecr:DescribeImages",
    "ecr:DescribeRepositories",
}
# "Service Authorization Reference: Amazon Inspector2" has no resource types for them.
WITHOUT_RESOURCES = {"inspector2:ListFindings", "inspector2:ListCoverage"}


def test_every_action_is_named_and_every_resource_is_one() -> None:
    assert statements()
    for statement in statements():
        assert statement["Effect"] == "Allow"
        assert {"NotAction", "NotResource"}.isdisjoint(statement)
        for action in listed(statement["Action"]):
            assert re.fullmatch(r"[a-z0-9]+:[A-Z][A-Za-z]+", action)
            assert not action.startswith("iam:")
        actions = set(listed(statement["Action"]))
        if actions == WITHOUT_RESOURCES:
            assert statement["Resource"] == "*"
            continue
        for resource in listed(statement["Resource"]):
            assert isinstance(resource, dict), "a reference to one resource"
            # The rules file names image repositories, so the template cannot.
            assert "*" not in json.dumps(resource) or actions <= ANY_IMAGE


MERGES = {
    "codecommit:MergePullRequestByFastForward",
    "codecommit:MergePullRequestBySquash",
    "codecommit:MergePullRequestByThreeWay",
}
BRANCHES_OF_PULL_REQUESTS = {
    "codecommit:CreateBranch",
    "codecommit:CreateCommit",
    "codecommit:DeleteBranch",
    "codecommit:MergeBranchesByThreeWay",
}


def test_the_role_may_do_nothing_for_the_host_that_is_not_chosen() -> None:
    role = properties("ImagePushedRole", "AWS::IAM::Role")
    actions = {
        entry.get("Fn::If", [None])[0]: {
            action
            for inside in walk(entry)
            if isinstance(inside, dict) and "Action" in inside
            for action in listed(inside["Action"])
        }
        for entry in role["Policies"]
    }
    assert actions == {
        None: {
            "sqs:ReceiveMessage",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:ChangeMessageVisibility",
            "sqs:SendMessage",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
            "ecr:DescribeImages",
        },
        "HasRulesFile": {
            "ecr:DescribeRepositories",
            "ecr:DescribeImageScanFindings",
            "ecr:BatchGetImage",
            *WITHOUT_RESOURCES,
        },
        "IsCodeCommit": {
            "codecommit:GetFile",
            "codecommit:GetFolder",
            "codecommit:GetCommit",
            "codecommit:ListFileCommitHistory",
            "codecommit:CreateCommit",
        },
        "MayMakePullRequests": {
            "codecommit:GetBranch",
            "codecommit:GetDifferences",
            "codecommit:GetMergeConflicts",
            "codecommit:ListPullRequests",
            "codecommit:GetPullRequest",
            "codecommit:DescribePullRequestEvents",
            "codecommit:CreatePullRequest",
            "codecommit:UpdatePullRequestTitle",
            "codecommit:UpdatePullRequestDescription",
            "codecommit:UpdatePullRequestStatus",
            "codecommit:PostCommentForPullRequest",
            *MERGES,
            *BRANCHES_OF_PULL_REQUESTS,
        },
        "HasToken": {"secretsmanager:GetSecretValue"},
        "HasTokenKey": {"kms:Decrypt"},
        "HasAppKey": {"kms:Sign"},
        "HasOutcomeEvents": {"events:PutEvents"},
    }


def test_images_are_asked_about_where_their_pushes_are_taken_from() -> None:
    (statement,) = [s for s in statements() if s["Action"] == "ecr:DescribeImages"]
    _, named, own = statement["Resource"]["Fn::If"]
    assert named == {"Ref": "ImageRepositoryArns"}
    assert own["Fn::Sub"] == [
        "arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/${Name}",
        {"Name": {"Fn::If": ["HasOneRule", {"Ref": "ImageRepository"}, "*"]}},
    ]


def test_events_are_put_on_the_default_bus_and_say_whose_they_are() -> None:
    (statement,) = [s for s in statements() if s["Action"] == "events:PutEvents"]
    assert statement["Resource"]["Fn::Sub"].endswith(":event-bus/default")
    assert statement["Condition"] == {
        "StringEquals": {"events:source": SOURCE, "events:detail-type": DETAIL_TYPE}
    }
    assert PARAMETERS["OutcomeEvents"]["AllowedValues"] == list(TOLD)


def test_the_app_s_key_signs_by_its_one_algorithm() -> None:
    (statement,) = [s for s in statements() if s["Action"] == "kms:Sign"]
    assert statement["Resource"] == {"Ref": "GitHubAppKmsKeyArn"}
    assert statement["Condition"] == {
        "StringEquals": {
            "kms:MessageType": "RAW",
            "kms:SigningAlgorithm": "RSASSA_PKCS1_V1_5_SHA_256",
        }
    }


def test_what_a_secret_or_a_key_is_needed_for_depends_on_the_host() -> None:
    conditions = TEMPLATE["Conditions"]
    assert refs(conditions["HasToken"]) == {"IsCodeCommit", "CredentialsSecretArn"}
    assert conditions["HasAppKey"]["Fn::And"][0] == {"Fn::Equals": [{"Ref": "GitHost"}, "github"]}


@pytest.mark.parametrize(
    ("actions", "operator", "branches"),
    [
        ({"codecommit:CreateCommit"}, "StringEquals", "${Branch}"),
        (MERGES, "StringEquals", "${Branch}"),
        (BRANCHES_OF_PULL_REQUESTS, "StringLike", "${PullRequestBranches}"),
    ],
)
def test_what_moves_a_branch_is_allowed_on_named_branches_only(
    actions: set[str], operator: str, branches: str
) -> None:
    (statement,) = [one for one in statements() if set(listed(one["Action"])) == actions]
    assert statement["Condition"] == {
        operator: {"codecommit:References": {"Fn::Sub": f"refs/heads/{branches}"}}
    }
    moving = MERGES | BRANCHES_OF_PULL_REQUESTS
    for other in statements():
        assert "Condition" in other or moving.isdisjoint(listed(other["Action"]))


def test_a_permissions_boundary_can_be_set() -> None:
    role = properties("ImagePushedRole", "AWS::IAM::Role")
    assert "PermissionsBoundaryArn" in refs(role["PermissionsBoundary"])


# What operators see


@pytest.mark.parametrize("name", of_type("AWS::CloudWatch::Alarm"))
def test_an_alarm_says_what_is_the_case_and_reaches_the_topic(name: str) -> None:
    alarm = properties(name, "AWS::CloudWatch::Alarm")
    assert alarm["AlarmDescription"].endswith(".")
    assert alarm["AlarmActions"] == {
        "Fn::If": ["HasAlarmTopic", [{"Ref": "AlarmTopicArn"}], {"Ref": "AWS::NoValue"}]
    }
    assert alarm["TreatMissingData"] == "notBreaching"


def test_everything_that_can_be_lost_or_late_has_an_alarm() -> None:
    watched = {
        (alarm["Properties"]["MetricName"], *refs(alarm["Properties"]["Dimensions"]))
        for alarm in of_type("AWS::CloudWatch::Alarm").values()
    }
    assert watched == {
        ("ApproximateNumberOfMessagesVisible", "DeadLetterQueue"),
        ("ApproximateNumberOfMessagesVisible", "UndeliveredQueue"),
        ("ApproximateAgeOfOldestMessage", "PushQueue"),
        ("Errors", "ImagePushedFunction"),
        ("PermanentFailures", "AWS::StackName"),
        ("Throttled", "AWS::StackName"),
        ("ReconcileFailures", "AWS::StackName"),
    }


@pytest.mark.parametrize("name", of_type("AWS::CloudWatch::Alarm"))
def test_an_alarm_leads_to_its_page_of_the_runbook(name: str) -> None:
    description = properties(name, "AWS::CloudWatch::Alarm")["AlarmDescription"]
    assert description.endswith(f" See docs/operations.md#{name.lower()}.")
    assert f"\n### {name}\n" in (ROOT / "docs/operations.md").read_text()
    assert len(description) <= 1024


def test_the_dashboard_shows_all_that_is_measured() -> None:
    dashboard = properties("OperationsDashboard", "AWS::CloudWatch::Dashboard")
    assert RESOURCES["OperationsDashboard"]["Condition"] == "HasDashboard"
    body = dashboard["DashboardBody"]["Fn::Sub"]
    shown = {
        (metric[0], metric[1])
        for widget in json.loads(body)["widgets"]
        for metric in widget["properties"]["metrics"]
        if isinstance(metric[0], str)
    }
    alarms = of_type("AWS::CloudWatch::Alarm").values()
    assert {(a["Properties"]["Namespace"], a["Properties"]["MetricName"]) for a in alarms} <= shown
    own = {name for namespace, name in shown if namespace == "Tagboat"}
    report = (ROOT / "functions/tagboat/report.py").read_text()
    assert own == set(re.findall(r'_(?:add|metric)\(\s*"(\w+)"', report))


@pytest.mark.parametrize("name", TEMPLATE["Outputs"])
def test_an_output_is_described(name: str) -> None:
    assert TEMPLATE["Outputs"][name]["Description"]
