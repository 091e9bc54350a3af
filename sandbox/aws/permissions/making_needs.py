"""The permissions that it takes to make, change and remove resources, as service roles do.

Source: Service Authorization Reference, as for `needs`. Each operation needs the action of its name
on the resource that it names, but for those of S3, some of which have another name, and of IAM,
which are in `iam_needs`.
"""

from collections.abc import Iterator

from sandbox.aws.permissions import iam_needs
from sandbox.aws.permissions.asked_by_role import AskedByRole
from sandbox.aws.permissions.decision import Needed
from sandbox.aws.permissions.made_resources import ACTIONS_OF_S3, MADE
from sandbox.aws.permissions.pipeline_needs import passing


def needs_of_making(request: AskedByRole) -> list[Needed] | None:
    """The permissions that a request needs. None for one that makes nothing that is known here."""
    service, operation = request.asked.service, request.asked.operation
    if service == "iam":
        return iam_needs.needs(request)
    for row in MADE.get(service, ()):
        if operation in row.operations:
            action = ACTIONS_OF_S3.get(operation, operation) if service == "s3" else operation
            needed = request.need(f"{row.prefix}:{action}", row.resource(request))
            return [needed, *_passed(request), *_read(request)]
    return None


def _passed(request: AskedByRole) -> Iterator[Needed]:
    """The right to hand over the roles that a resource works with."""
    given = request.given
    match (request.asked.service, request.asked.operation):
        case ("codebuild", "CreateProject" | "UpdateProject") if "serviceRole" in given:
            yield passing(request, given["serviceRole"], "codebuild.amazonaws.com")
        case ("lambda", "CreateFunction" | "UpdateFunctionConfiguration") if "Role" in given:
            yield passing(request, given["Role"], "lambda.amazonaws.com")
        case ("events", "PutTargets"):
            for target in given["Targets"]:
                if "RoleArn" in target:
                    yield passing(request, target["RoleArn"], "events.amazonaws.com")


def _read(request: AskedByRole) -> Iterator[Needed]:
    """The right to read what functions and layers are made of."""
    if request.asked.service != "lambda":
        return
    given = request.given
    code = given.get("Code") or given.get("Content") or given
    if "S3Bucket" in code:
        where = f"arn:aws:s3:::{code['S3Bucket']}/{code['S3Key']}"
        yield request.need("s3:GetObject", where)
    for layer in given.get("Layers", ()):
        yield request.need("lambda:GetLayerVersion", layer)
