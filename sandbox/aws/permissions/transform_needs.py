"""The permission to expand a template with SAM's transform, which is asked for like a stack.

Source: CloudFormation User Guide, "Control CloudFormation access with IAM": whoever submits a
template that has a transform needs `CreateChangeSet` for the transform too.
"""

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from moto.s3.exceptions import S3ClientError
from moto.s3.models import s3_backends

from sandbox.aws.permissions.asked_by_role import AskedByRole
from sandbox.aws.permissions.decision import Needed

_SERVERLESS = "AWS::Serverless-2016-10-31"


def expanding(request: AskedByRole) -> Iterator[Needed]:
    """What a request needs for the transform of its template, if that has one."""
    if _SERVERLESS in _template(request):
        name = _SERVERLESS.removeprefix("AWS::")
        resource = f"arn:aws:cloudformation:{request.asked.region}:aws:transform/{name}"
        yield request.need("cloudformation:CreateChangeSet", resource)


def _template(request: AskedByRole) -> str:
    """The template of a request. None is as good as one that is not there: it is refused later."""
    given = request.given
    if "TemplateURL" not in given:
        return str(given.get("TemplateBody", ""))
    bucket, _, key = urlsplit(given["TemplateURL"]).path.lstrip("/").partition("/")
    try:
        found = s3_backends[request.role.account]["aws"].get_object(bucket, unquote(key))
    except S3ClientError:
        return ""
    return found.value.decode() if found is not None else ""
