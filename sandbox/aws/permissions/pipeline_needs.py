"""The permissions that pipelines need, and those who start, answer and watch them.

Source: Service Authorization Reference, as for `needs`.
"""

from sandbox.aws.errors import NotSupported
from sandbox.aws.permissions.asked_by_role import AskedByRole
from sandbox.aws.permissions.decision import Needed
from sandbox.aws.permissions.transform_needs import expanding

_OF_NO_PIPELINE = (
    "AcknowledgeJob",
    "GetJobDetails",
    "ListActionTypes",
    "PutJobFailureResult",
    "PutJobSuccessResult",
)
_OF_NO_STACK = ("GetTemplateSummary", "ListStacks", "ValidateTemplate")


def codepipeline(request: AskedByRole) -> list[Needed]:
    """A pipeline, a stage or an action, whichever the operation is about."""
    operation, given = request.asked.operation, request.given
    action = f"codepipeline:{operation}"
    if operation in _OF_NO_PIPELINE or operation == "ListPipelines":
        return [request.need(action, "*")]
    if "resourceArn" in given:
        return [request.need(action, given["resourceArn"])]
    declared = given.get("pipeline", {})
    parts = [given.get("pipelineName") or given.get("name") or declared["name"]]
    if operation in ("DisableStageTransition", "EnableStageTransition", "RetryStageExecution"):
        parts.append(given["stageName"])
    elif operation == "PutApprovalResult":
        parts += [given["stageName"], given["actionName"]]
    needed = [request.need(action, request.arn("codepipeline", "/".join(parts)))]
    if "roleArn" in declared:
        needed.append(passing(request, declared["roleArn"], "codepipeline.amazonaws.com"))
    return needed


def cloudformation(request: AskedByRole) -> list[Needed]:
    """The stack, and the right to hand over the role that works on it."""
    operation, given = request.asked.operation, request.given
    action = f"cloudformation:{operation}"
    if operation in _OF_NO_STACK:
        return [request.need(action, "*")]
    name = given.get("StackName")
    if name is None and operation not in ("DescribeStacks",):
        raise NotSupported(f"{action} without a stack's name by a role")
    # "A stack's id is a part of its ARN": who asks by name asks about any id.
    stack = "*" if name is None else request.arn("cloudformation", f"stack/{name}/*")
    role = given.get("RoleARN")
    keys = {
        "cloudformation:changesetname": _optional(given.get("ChangeSetName")),
        "cloudformation:rolearn": _optional(role),
        "cloudformation:templateurl": _optional(given.get("TemplateURL")),
    }
    if name is not None and name.startswith("arn:"):
        stack = name
    needed = [request.need(action, stack, keys), *expanding(request)]
    if role is not None:
        needed.append(passing(request, role, "cloudformation.amazonaws.com"))
    return needed


def passing(request: AskedByRole, role_arn: str, service: str) -> Needed:
    """The right to hand a role over to a service."""
    return request.need("iam:PassRole", role_arn, {"iam:passedtoservice": (service,)})


def codebuild(request: AskedByRole) -> list[Needed]:
    """The projects of the builds, whose ids begin with the project's name."""
    action, given = f"codebuild:{request.asked.operation}", request.given
    names = [id_.rpartition("/")[2].partition(":")[0] for id_ in given.get("ids", [])]
    projects = names or [given["projectName"]]
    return [request.need(action, request.arn("codebuild", f"project/{one}")) for one in projects]


def invoke(request: AskedByRole) -> list[Needed]:
    """The function, by its name or its ARN."""
    name: str = request.given["FunctionName"]
    arn = name if name.startswith("arn:") else request.arn("lambda", f"function:{name}")
    return [request.need("lambda:InvokeFunction", arn)]


def sns(request: AskedByRole) -> list[Needed]:
    """The topic."""
    return [request.need("sns:Publish", request.given["TopicArn"])]


def s3(request: AskedByRole) -> list[Needed]:
    """The bucket or the object; reading what it is like is reading it."""
    operation, given = request.asked.operation, request.given
    bucket = f"arn:aws:s3:::{given['Bucket']}"
    if "Key" not in given:
        return [request.need(f"s3:{operation}", bucket)]
    action = {"HeadObject": "GetObject"}.get(operation, operation)
    if "VersionId" in given:
        action = "GetObjectVersion"
    keys = {
        "s3:x-amz-server-side-encryption": _optional(given.get("ServerSideEncryption")),
        "s3:x-amz-server-side-encryption-aws-kms-key-id": _optional(given.get("SSEKMSKeyId")),
    }
    return [request.need(f"s3:{action}", f"{bucket}/{given['Key']}", keys)]


def _optional(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)
