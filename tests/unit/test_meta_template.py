"""meta-pipeline.yaml keeps what AWS and the Serverless Application Repository ask for.

What `sam validate --lint` checks is left to it; here is what it does not see.
"""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]  # without types

from sandbox.aws.cloudformation.schemas import schema_of
from sandbox.aws.serverlessrepo.resource_types import check_resource_types
from tagboat import __version__
from tagboat.core.meta_pipeline.stack_state import OWNER_TAG
from tagboat.meta_pipeline.bootstrap import SOURCE_ACTION
from tagboat.meta_pipeline.settings import MOST_STACKS, MetaSettings
from tests.template_parts import listed, refs, walk

ROOT = Path(__file__).parents[2]
TEMPLATE: dict[str, Any] = yaml_parse((ROOT / "meta-pipeline.yaml").read_text())
PARAMETERS: dict[str, dict[str, Any]] = TEMPLATE["Parameters"]
RESOURCES: dict[str, dict[str, Any]] = TEMPLATE["Resources"]
SAR: dict[str, Any] = TEMPLATE["Metadata"]["AWS::ServerlessRepo::Application"]
INTERFACE: dict[str, Any] = TEMPLATE["Metadata"]["AWS::CloudFormation::Interface"]
DOCUMENT = (ROOT / "docs/meta-pipeline.md").read_text()


def of_type(type_: str) -> dict[str, dict[str, Any]]:
    return {name: body["Properties"] for name, body in RESOURCES.items() if body["Type"] == type_}


FUNCTIONS = of_type("AWS::Serverless::Function")
ROLES = of_type("AWS::IAM::Role")


def statements(role: str) -> list[dict[str, Any]]:
    """Every statement of every policy of a role, whatever its condition."""
    return statements_of(ROLES[role]["Policies"])


def statements_of(policies: object) -> list[dict[str, Any]]:
    found = [inside for inside in walk(policies) if isinstance(inside, dict)]
    return [inside for inside in found if "Effect" in inside]


def actions(role: str) -> set[str]:
    return {action for one in statements(role) for action in listed(one["Action"])}


# Parameters


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_parameter_is_described_and_either_has_a_default_or_is_constrained(name: str) -> None:
    parameter = PARAMETERS[name]
    assert parameter["Description"].endswith(".")
    assert parameter["Type"] in {"String", "Number", "CommaDelimitedList"}
    assert "Default" in parameter or "AllowedPattern" in parameter
    if "AllowedPattern" in parameter:
        assert "ConstraintDescription" in parameter
        if "Default" in parameter:
            assert re.fullmatch(parameter["AllowedPattern"], parameter["Default"])
    assert parameter.get("Default") in parameter.get("AllowedValues", [parameter.get("Default")])


def test_three_parameters_are_enough() -> None:
    required = [name for name, parameter in PARAMETERS.items() if "Default" not in parameter]
    assert required == ["Repository", "PipelineTemplates", "PipelineStacks"]


def test_no_more_parameters_than_a_nested_application_may_have() -> None:
    assert len(PARAMETERS) <= 60


def test_groups_and_labels_name_every_parameter_once() -> None:
    grouped = [name for group in INTERFACE["ParameterGroups"] for name in group["Parameters"]]
    assert sorted(grouped) == sorted(PARAMETERS)
    assert sorted(INTERFACE["ParameterLabels"]) == sorted(PARAMETERS)
    labels = [label["default"] for label in INTERFACE["ParameterLabels"].values()]
    assert len(set(labels)) == len(labels)


def test_every_parameter_and_every_condition_is_used() -> None:
    used = refs([RESOURCES, TEMPLATE["Globals"], TEMPLATE["Conditions"], TEMPLATE["Outputs"]])
    assert set(PARAMETERS) <= used
    assert set(TEMPLATE["Conditions"]) <= used


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("Repository", ["shop", "owner/name", "a/b/c"], ["", "a//b", "https://x/y", "a b"]),
        ("Branch", ["main", "release/1.0"], ["", "a b"]),
        (
            "ConnectionArn",
            [
                "",
                "arn:aws:codeconnections:us-east-1:123456789012:connection/0a-1",
                "arn:aws-cn:codestar-connections:cn-north-1:123456789012:connection/0a",
            ],
            ["connection", "arn:aws:codebuild:us-east-1:123456789012:project/x"],
        ),
        ("PipelineTemplates", ["pipeline.yaml", "ci/a-b.yml"], ["", "/a", "a b", "*.yaml"]),
        ("PipelineStacks", ["shop-pipeline"], ["", "1a", "a_b", "a" * 129]),
        ("TemplateParameters", ["", "A=", "A=b=c"], ["A", "=b", "A=b,c"]),
        ("StackTags", ["", "team=shop", "aws/x:y=1"], ["team", "=x", "team="]),
        ("RolePath", ["/application-pipeline/", "/a/b/"], ["", "/", "a/", "/a"]),
    ],
)
def test_a_pattern_takes_what_is_right_and_nothing_else(
    name: str, good: list[str], bad: list[str]
) -> None:
    pattern = PARAMETERS[name]["AllowedPattern"]
    assert [value for value in good if not re.fullmatch(pattern, value)] == []
    assert [value for value in bad if re.fullmatch(pattern, value)] == []


def test_as_many_stacks_are_taken_as_have_room_in_an_action_s_settings() -> None:
    update = stages()["Update"][2]["Configuration"]["UserParameters"]
    name = f"changeSet/tagboat-{'1' * 36}/{'1' * 36}"
    arn = f"arn:aws-us-gov:cloudformation:us-gov-west-1:123456789012:{name}"
    sent = update.replace("#{codepipeline.PipelineExecutionId}", "1" * 36)
    sent = sent.replace("#{Review.ChangeSets}", " ".join([arn] * MOST_STACKS))
    assert len(sent) <= 1_000


# The Serverless Application Repository


def test_the_application_is_described_as_the_repository_wants_it() -> None:
    assert SAR["Name"] == "tagboat-meta-pipeline"
    assert len(SAR["Description"]) <= 256
    assert len(SAR["Labels"]) <= 10
    assert SAR["SemanticVersion"] == __version__
    for field in ("LicenseUrl", "ReadmeUrl"):
        assert (ROOT / SAR[field]).is_file()


def test_every_resource_can_be_published() -> None:
    check_resource_types({body["Type"] for body in RESOURCES.values()})
    assert TEMPLATE["Transform"] == "AWS::Serverless-2016-10-31"


# The pipeline


def stages() -> dict[str, list[dict[str, Any]]]:
    """The actions of each stage; of a choice, the first."""
    found = [
        one["Fn::If"][1] if "Fn::If" in one else one
        for one in RESOURCES["Pipeline"]["Properties"]["Stages"]
    ]
    return {stage["Name"]: stage["Actions"] for stage in found}


def test_between_the_review_and_its_update_there_is_nobody_else() -> None:
    assert list(stages()) == ["Source", "Self", "Update"]
    update = stages()["Update"]
    assert [action["Name"] for action in update] == ["Review", "Approve", "Update"]
    orders = [action["RunOrder"] for action in update]
    assert orders == sorted(set(orders)), "one after the other"
    providers = [action["ActionTypeId"]["Provider"] for action in update]
    assert providers == ["Lambda", "Manual", "Lambda"]


def test_what_the_update_executes_is_what_was_reviewed_in_this_execution() -> None:
    review, approve, update = stages()["Update"]
    settings = json.loads(update["Configuration"]["UserParameters"])
    assert settings["ChangeSets"] == f"#{{{review['Namespace']}.ChangeSets}}"
    assert approve["Configuration"]["CustomData"] == f"#{{{review['Namespace']}.Question}}"
    for action in (review, update):
        given = json.loads(action["Configuration"]["UserParameters"])
        assert given["Execution"] == "#{codepipeline.PipelineExecutionId}"


def test_only_tagboat_starts_it_on_codecommit_and_only_the_trigger_over_a_connection() -> None:
    _, codecommit, connection = RESOURCES["Pipeline"]["Properties"]["Stages"][0]["Actions"][0][
        "Fn::If"
    ]
    assert codecommit["Configuration"]["PollForSourceChanges"] == "false"
    assert connection["Configuration"]["DetectChanges"] == "false"
    assert codecommit["Name"] == connection["Name"] == SOURCE_ACTION
    condition, (trigger,), _ = RESOURCES["Pipeline"]["Properties"]["Triggers"]["Fn::If"]
    assert condition == "HasConnection"
    (push,) = trigger["GitConfiguration"]["Push"]
    assert push["Branches"] == {"Includes": [{"Ref": "Branch"}]}
    assert refs(push["FilePaths"]) >= {
        "PipelineTemplates",
        "ConfigurationFiles",
        "MetaTemplate",
        "MetaConfigurationFile",
    }


def test_whoever_answers_the_pipeline_is_there_before_it_runs() -> None:
    pipeline = RESOURCES["Pipeline"]
    assert set(pipeline["DependsOn"]) == {"PipelineChangedRule", "EventQueuePolicy"}
    pattern = RESOURCES["PipelineChangedRule"]["Properties"]["EventPattern"]
    assert refs(pattern) == {"AWS::StackName"}
    assert pipeline["Properties"]["Name"] == {"Ref": "AWS::StackName"}


# Functions and queues


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_handler_exists_and_is_built_by_make(name: str) -> None:
    module, _, handler = FUNCTIONS[name]["Handler"].rpartition(".")
    tree = ast.parse((ROOT / "functions" / (module.replace(".", "/") + ".py")).read_text())
    assert handler in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert RESOURCES[name]["Metadata"]["BuildMethod"] == "makefile"


def test_the_environment_is_what_the_settings_read() -> None:
    variables = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]
    ours = {name for name in variables if name.startswith("TAGBOAT_")}
    assert ours == {f"TAGBOAT_{field.upper()}" for field in MetaSettings.__struct_fields__}


def test_messages_are_hidden_while_a_function_works_and_kept_when_it_fails() -> None:
    timeout = TEMPLATE["Globals"]["Function"]["Timeout"]
    queues = of_type("AWS::SQS::Queue")
    for name in ("PushQueue", "EventQueue"):
        assert queues[name]["VisibilityTimeout"] >= 6 * timeout
        assert refs(queues[name]["RedrivePolicy"]) == {"DeadLetterQueue"}
    for queue in queues.values():
        assert queue["MessageRetentionPeriod"] == 14 * 24 * 60 * 60
        assert queue["SqsManagedSseEnabled"] is True
    for rule in of_type("AWS::Events::Rule").values():
        for target in rule["Targets"]:
            assert refs(target["DeadLetterConfig"]) == {"UndeliveredQueue"}


def test_artifacts_are_encrypted_private_expiring_and_kept_on_delete() -> None:
    bucket = RESOURCES["ArtifactBucket"]
    assert bucket["DeletionPolicy"] == bucket["UpdateReplacePolicy"] == "Retain"
    properties = bucket["Properties"]
    assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    (rule,) = properties["LifecycleConfiguration"]["Rules"]
    assert rule["ExpirationInDays"] == {"Ref": "ArtifactDays"}
    assert "BucketEncryption" in properties
    (statement,) = RESOURCES["ArtifactBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Condition"]) == (
        "Deny",
        {"Bool": {"aws:SecureTransport": "false"}},
    )


# Permissions


def test_no_role_has_a_managed_policy_but_those_that_the_customer_names() -> None:
    found = {name for name, role in ROLES.items() if "ManagedPolicyArns" in role}
    assert found == {"CloudFormationRole"}
    assert refs(ROLES["CloudFormationRole"]["ManagedPolicyArns"]) == {
        "HasCloudFormationPolicies",
        "CloudFormationPolicyArns",
        "AWS::NoValue",
    }
    assert "AdministratorAccess" not in json.dumps(TEMPLATE)


@pytest.mark.parametrize("role", ROLES)
def test_every_action_is_named_and_a_boundary_can_be_set(role: str) -> None:
    for statement in statements(role):
        assert statement["Effect"] == "Allow"
        assert {"NotAction", "NotResource"}.isdisjoint(statement)
        for action in listed(statement["Action"]):
            assert re.fullmatch(r"[a-z0-9-]+:[A-Z][A-Za-z0-9]+", action)
    assert "PermissionsBoundaryArn" in refs(ROLES[role]["PermissionsBoundary"])


def test_what_is_granted_on_everything_is_what_has_no_resource() -> None:
    everything = {
        action
        for role in ROLES
        for statement in statements(role)
        if "*" in listed(statement["Resource"])
        for action in listed(statement["Action"])
    }
    assert everything == {
        "codepipeline:PutJobSuccessResult",
        "codepipeline:PutJobFailureResult",
        "cloudformation:GetTemplateSummary",
    }


@pytest.mark.parametrize("role", ROLES)
def test_where_an_arn_leaves_region_and_account_open_a_condition_does_not(role: str) -> None:
    for statement in statements(role):
        if "arn:*:" not in json.dumps(statement["Resource"]):
            continue
        assert "PipelineStacks" in refs(statement["Resource"])
        keys = statement["Condition"]["StringEquals"]
        assert keys["aws:ResourceAccount"] == {"Ref": "AWS::AccountId"}
        if "s3:CreateBucket" not in listed(statement["Action"]):
            assert keys["aws:RequestedRegion"] == {"Ref": "AWS::Region"}


def named(statement: dict[str, Any], stacks: list[str]) -> list[str]:
    """The ARNs of a statement that names stacks."""
    text, given = statement["Resource"]["Fn::Split"][1]["Fn::Sub"]
    for name, value in given.items():
        between, what = value["Fn::Join"]
        assert what == {"Ref": "PipelineStacks"}
        text = text.replace(f"${{{name}}}", between.join(stacks))
    return str(text).split(",")


NAMING = [one for one in statements("CloudFormationRole") if "Fn::Split" in one["Resource"]]


@pytest.mark.parametrize("statement", NAMING)
def test_what_cloudformation_may_touch_has_the_name_of_a_stack_and_a_hyphen(
    statement: dict[str, Any],
) -> None:
    one, two = "shop", "shop-build"
    arns = named(statement, [one, two])
    assert [arn for arn in arns if not arn.endswith((f"{one}-*", f"{two}-*"))] == []


def test_log_groups_are_a_stack_s_own_and_those_of_its_build_projects() -> None:
    (statement,) = [one for one in NAMING if "logs:CreateLogGroup" in listed(one["Action"])]
    assert named(statement, ["a", "b"]) == [
        "arn:*:logs:*:*:log-group:a-*",
        "arn:*:logs:*:*:log-group:b-*",
        "arn:*:logs:*:*:log-group:/aws/codebuild/a-*",
        "arn:*:logs:*:*:log-group:/aws/codebuild/b-*",
    ]


def test_the_longest_names_leave_room_in_what_a_role_s_own_policies_may_have() -> None:
    # "IAM and AWS STS quotas": 10,240 characters for all of them, white space not counted.
    names = [f"{number}".rjust(128, "x") for number in range(MOST_STACKS)]
    text = json.dumps(ROLES["CloudFormationRole"]["Policies"])
    arns = sum(len(json.dumps(named(one, names))) for one in NAMING)
    assert len(re.sub(r"\s", "", text)) + arns <= 10_240


def test_nobody_but_the_update_executes_and_nobody_but_the_answerer_approves() -> None:
    executing = {role for role in ROLES if "cloudformation:ExecuteChangeSet" in actions(role)}
    approving = {role for role in ROLES if "codepipeline:PutApprovalResult" in actions(role)}
    assert (executing, approving) == ({"UpdateRole"}, {"PipelineChangedRole"})


def test_codepipeline_may_see_why_the_stack_of_the_meta_pipeline_could_not_be_updated() -> None:
    # Without it a failed action says nothing of the resource: "CloudFormation deploy action".
    (own,) = [one for one in statements("PipelineRole") if "MetaStackName" in refs(one["Resource"])]
    assert "cloudformation:DescribeStackEvents" in listed(own["Action"])
    (policy,) = [
        one["Fn::If"] for one in ROLES["PipelineRole"]["Policies"] if own in statements_of(one)
    ]
    assert policy[0] == "HasMetaTemplate"


@pytest.mark.parametrize("role", ROLES)
def test_roles_are_passed_on_to_named_services_only(role: str) -> None:
    for statement in statements(role):
        if "iam:PassRole" in listed(statement["Action"]):
            assert "iam:PassedToService" in statement["Condition"]["StringEquals"]
            assert statement["Resource"] != "*"


def test_roles_get_permissions_only_below_the_path_and_within_the_boundary() -> None:
    giving = {
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
    }
    for statement in statements("CloudFormationRole"):
        named = {action for action in listed(statement["Action"]) if action.startswith("iam:")}
        if named:
            assert statement["Resource"]["Fn::Sub"].endswith(":role${RolePath}*")
        if named & giving:
            assert named == giving
            assert statement["Condition"] == {
                "StringEquals": {"iam:PermissionsBoundary": {"Ref": "RoleBoundaryArn"}}
            }
    assert giving <= actions("CloudFormationRole")
    assert "iam:DeleteRolePermissionsBoundary" not in actions("CloudFormationRole")


def test_the_stacks_do_not_lose_the_role_that_they_were_made_by() -> None:
    role = RESOURCES["CloudFormationRole"]
    assert role["DeletionPolicy"] == role["UpdateReplacePolicy"] == "Retain"


HANDLED = [
    "AWS::CodePipeline::Pipeline",
    "AWS::Events::Rule",
    "AWS::IAM::Role",
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::S3::BucketPolicy",
]
"""What pipelines are made of, and CloudFormation's role makes. AWS::CodeBuild::Project is, too, but
the registry does not say what its handlers need."""


def needed_by_handlers(*handlers: str) -> set[str]:
    """What the published schemas say that CloudFormation's handlers need."""
    found: set[str] = set()
    for type_ in HANDLED:
        schema = schema_of(type_)
        assert schema is not None
        for handler in handlers:
            found |= set(schema["handlers"].get(handler, {}).get("permissions", ()))
    return found


def test_cloudformation_may_do_no_more_than_its_handlers_need() -> None:
    needed = needed_by_handlers("create", "read", "update", "delete")
    beside = {
        action
        for action in actions("CloudFormationRole") - needed
        if not action.startswith("codebuild:")
    }
    # The newer name of what the handlers call codestar-connections:PassConnection.
    assert beside == {"codeconnections:PassConnection"}


def test_cloudformation_may_read_all_that_its_handlers_read() -> None:
    # It takes every group's resource policies, which are not of a single one.
    beyond = {"logs:DescribeResourcePolicies"}
    assert needed_by_handlers("read") - actions("CloudFormationRole") == beyond


def test_the_owner_s_tag_is_the_one_of_the_documents() -> None:
    assert f"`{OWNER_TAG}`" in DOCUMENT


# What operators see


@pytest.mark.parametrize("name", of_type("AWS::CloudWatch::Alarm"))
def test_an_alarm_leads_to_its_page_and_reaches_the_topic(name: str) -> None:
    alarm = of_type("AWS::CloudWatch::Alarm")[name]
    assert alarm["AlarmDescription"].endswith(f" See docs/meta-pipeline.md#{name.lower()}.")
    assert f"\n### {name}\n" in DOCUMENT
    assert alarm["TreatMissingData"] == "notBreaching"
    assert refs(alarm["AlarmActions"]) == {"HasAlarmTopic", "AlarmTopicArn", "AWS::NoValue"}


@pytest.mark.parametrize("name", TEMPLATE["Outputs"])
def test_an_output_is_described(name: str) -> None:
    assert TEMPLATE["Outputs"][name]["Description"]
