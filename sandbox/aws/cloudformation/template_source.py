"""Where the template of a request is."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from botocore.exceptions import ClientError

from sandbox.aws.cloudformation.resource_type import Account
from sandbox.aws.cloudformation.template import invalid

# CloudFormation User Guide, "Understand CloudFormation quotas": bytes in a request, and in S3.
_LONGEST_BODY = 51_200
_LONGEST_OBJECT = 1_048_576


def template_text(asked: Mapping[str, Any], account: Account) -> str | None:
    """The template of a request, from its body or from S3. None for the one that the stack has.

    Raises:
        AwsError: `ValidationError`, when the request names none, several, or one that is not there.
    """
    given = [key for key in ("TemplateBody", "TemplateURL") if key in asked]
    if asked.get("UsePreviousTemplate"):
        given.append("UsePreviousTemplate")
    if len(given) > 1:
        raise invalid(f"You cannot specify both {' and '.join(given)}")
    if not given:
        raise invalid("Either Template URL or Template Body must be specified.")
    if given == ["TemplateURL"]:
        return _from_s3(asked["TemplateURL"], account)
    body: str | None = asked.get("TemplateBody")
    if body is not None and len(body.encode()) > _LONGEST_BODY:
        raise invalid(
            "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: "
            f"Member must have length less than or equal to {_LONGEST_BODY}"
        )
    return body


def _from_s3(url: str, account: Account) -> str:
    """Read a template by its path-style URL: `https://host/bucket/key`."""
    bucket, _, key = urlsplit(url).path.lstrip("/").partition("/")
    if not key:
        raise invalid(
            f"TemplateURL must reference a valid S3 object to which you have access: {url}"
        )
    try:
        answer = account.client("s3").get_object(Bucket=bucket, Key=unquote(key))
    except ClientError as error:
        raise invalid(f"S3 error: {error.response['Error']['Message']}") from error
    if answer["ContentLength"] > _LONGEST_OBJECT:
        raise invalid(f"Template may not exceed {_LONGEST_OBJECT} bytes in size.")
    text: str = answer["Body"].read().decode()
    return text
