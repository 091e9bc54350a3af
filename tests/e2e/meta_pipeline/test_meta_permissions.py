"""What the roles of the meta pipeline grant is what they use, but for what has a reason here."""

from sandbox.aws.permissions import granted_actions
from sandbox.example_application import with_stage
from tests.e2e.meta_pipeline.meta import Meta
from tests.e2e.meta_pipeline.templates import PIPELINE, with_a_role_elsewhere, without

# What one request needs at AWS, and has another name in the sandbox's log or none.
SAME_ACTION = {
    "lambda:Invoke": "lambda:InvokeFunction",
    "s3:HeadObject": "s3:GetObject",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
}
NOT_CALLED = {
    "PipelineRole": {
        "s3:GetObject": "CloudFormation's action of the stage Self reads the source by it",
        "s3:GetObjectVersion": "CodePipeline reads an artifact by its version where it has one",
        "s3:GetBucketVersioning": "CodePipeline looks whether the bucket has versions",
        "codecommit:CancelUploadArchive": "for an execution that is stopped while it fetches",
    },
    "ReviewRole": {
        "iam:PassRole": "no request of its own: a change set that names a role needs it",
    },
}


def called(meta: Meta, role: str) -> set[str]:
    operations = meta.cloud.aws.log.operations(principal=role)
    return {SAME_ACTION.get(operation, operation) for operation in operations}


def granted_by(meta: Meta, role: str) -> set[str]:
    iam = meta.client("iam")
    policies = [
        iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        for name in iam.list_role_policies(RoleName=role)["PolicyNames"]
    ]
    return {action for action, _ in granted_actions(policies)}


def test_the_roles_grant_what_is_called_and_nothing_else(meta: Meta) -> None:
    meta.succeeded(meta.push({"pipeline.yaml": with_stage()}))
    rejected = meta.push({"pipeline.yaml": without("CommitRule", "CommitRole")})
    meta.asked(rejected)
    meta.answer("Rejected")
    assert meta.ended(rejected)["status"] == "Failed"
    failing = meta.push({"pipeline.yaml": with_a_role_elsewhere()})
    assert meta.ended(failing)["status"] == "Failed"
    broken = meta.push({"pipeline.yaml": PIPELINE.replace("!Ref Branch", "!Ref B").encode()})
    assert meta.ended(broken)["status"] == "Failed"
    meta.settled()
    for name in (
        "TemplatePushedRole",
        "PipelineRole",
        "ReviewRole",
        "UpdateRole",
        "PipelineChangedRole",
    ):
        role = meta.resources[name]
        granted = granted_by(meta, role)
        assert granted - called(meta, role) == set(NOT_CALLED.get(name, {})), name
        assert called(meta, role) <= granted, name
