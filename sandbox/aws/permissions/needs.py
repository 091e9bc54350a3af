"""The permissions that an operation needs.

Source: Service Authorization Reference, the page "Actions, resources, and condition keys" of each
service. An operation that is not here is refused for roles: what it needs is not known.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from moto.ecr.models import ecr_backends
from moto.kms.models import kms_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.sqs.models import sqs_backends

from sandbox.aws.asked import Asked
from sandbox.aws.codecommit import asked_resource, touched_references
from sandbox.aws.ecr import scan_of
from sandbox.aws.errors import NotSupported
from sandbox.aws.permissions import pipeline_needs
from sandbox.aws.permissions.asked_by_role import AskedByRole
from sandbox.aws.permissions.decision import Needed
from sandbox.aws.permissions.encrypted_objects import keys_of
from sandbox.aws.permissions.making_needs import needs_of_making
from sandbox.aws.permissions.statements import Statement, statements_of
from sandbox.aws.principals import AssumedRole


def needs_of(asked: Asked, role: AssumedRole) -> list[Needed]:
    """The permissions that a request of a role needs.

    Raises:
        NotSupported: What the operation needs is not known here.
    """
    if (asked.service, asked.operation) == ("sts", "GetCallerIdentity"):
        return []  # Needs none, by its documentation.
    request = AskedByRole(asked, role)
    operations, needs = _SERVICES.get(asked.service, ((), None))
    if needs is not None and (not operations or asked.operation in operations):
        return needs(request)
    making = needs_of_making(request)
    if making is None:
        raise NotSupported(f"{asked.service}:{asked.operation} by a role ({role.name})")
    return making


def _codecommit(request: AskedByRole) -> list[Needed]:
    operation = request.asked.operation
    resource = asked_resource(
        request.given, account=request.role.account, region=request.asked.region
    )
    references = touched_references(
        operation, request.given, account=request.role.account, region=request.asked.region
    )
    return [
        request.need(
            f"codecommit:{operation}", resource, {"codecommit:references": tuple(references)}
        )
    ]


def _sqs(request: AskedByRole) -> list[Needed]:
    operation = request.asked.operation
    name = request.given.get("QueueName") or request.given["QueueUrl"].rpartition("/")[2]
    _require_policy_without_roles(request, name)
    # A batch is authorised as what it is a batch of.
    action = operation.removesuffix("Batch")
    return [request.need(f"sqs:{action}", request.arn("sqs", name))]


def _require_policy_without_roles(request: AskedByRole, name: str) -> None:
    queue = sqs_backends[request.role.account][request.asked.region].queues.get(name)
    for statement in statements_of(queue.policy) if queue and queue.policy else []:
        if set(statement.principals) != {"Service"}:
            raise NotSupported(f"a queue's policy that speaks of roles ({name})")


def _secretsmanager(request: AskedByRole) -> list[Needed]:
    given: str = request.given["SecretId"]
    store = secretsmanager_backends[request.role.account][request.asked.region].secrets
    secret = store.get(given)
    if secret is not None and getattr(secret, "policy", None):
        raise NotSupported(f"a policy of a secret ({given})")
    arn = given if secret is None else secret.arn
    stage = request.given.get("VersionStage")
    keys = {
        "secretsmanager:secretid": (arn,),
        "secretsmanager:versionid": _optional(request.given.get("VersionId")),
        "secretsmanager:versionstage": _optional(stage),
    }
    return [request.need(f"secretsmanager:{request.asked.operation}", arn, keys)]


def _logs(request: AskedByRole) -> list[Needed]:
    group = request.given["logGroupName"]
    stream = request.given.get("logStreamName", "")
    resource = request.arn("logs", f"log-group:{group}:log-stream:{stream}")
    return [request.need(f"logs:{request.asked.operation}", resource)]


def _ecr(request: AskedByRole) -> list[Needed]:
    """Who owns the registry is asked too: "Amazon ECR User Guide: Private repository policies"."""
    account = request.given.get("registryId") or request.role.account
    named = request.given.get("repositoryNames") or [request.given.get("repositoryName", "*")]
    own = [_of_repository(request, account, name) for name in named]
    return [*own, *_of_inspector(request, account)]


def _of_inspector(request: AskedByRole, account: str) -> list[Needed]:
    """ECR asks Inspector for what an enhanced scan has found, in the name of who asks.

    "Amazon ECR User Guide: IAM permissions required for enhanced scanning". The resource is the one
    that AWS names when it refuses (https://github.com/alexjurkiewicz/ecr-scan-image/issues/19).
    """
    if request.asked.operation != "DescribeImageScanFindings":
        return []
    region, id_ = request.asked.region, request.given["imageId"]
    repository = ecr_backends[account][region].repositories.get(request.given["repositoryName"])
    asked_about = (
        image
        for image in (repository.images if repository else ())
        if image.image_digest == id_.get("imageDigest") or id_.get("imageTag") in image.image_tags
    )
    scans = [scan for image in asked_about if (scan := scan_of(image)) is not None]
    if not any(scan.enhanced for scan in scans):
        return []
    arn = f"arn:aws:inspector2:{region}:{account}:"
    actions = (("ListFindings", "/findings/list"), ("ListCoverage", "/coverage/list"))
    return [request.need(f"inspector2:{action}", f"{arn}{path}") for action, path in actions]


def _of_repository(request: AskedByRole, account: str, name: str) -> Needed:
    resource = f"arn:aws:ecr:{request.asked.region}:{account}:repository/{name}"
    owners = _owners_statements(request, account, name)
    keys = {"aws:resourceaccount": (account,)}
    return replace(request.need(f"ecr:{request.asked.operation}", resource, keys), owners=owners)


def _owners_statements(request: AskedByRole, account: str, name: str) -> list[Statement] | None:
    """What a repository's policy says of the role; None for a repository of the role's account."""
    repository = ecr_backends[account][request.asked.region].repositories.get(name)
    policy = None if repository is None else repository.policy
    own, role = account == request.role.account, request.role
    if own and policy:
        raise NotSupported(f"a repository's policy in its own account ({name})")
    names = (role.account, f"arn:aws:iam::{role.account}:root", role.role_arn, "*")
    statements = statements_of(policy) if policy else []
    found = [s for s in statements if any(s.names_principal("AWS", one) for one in names)]
    return None if own else found


def _cloudwatch(request: AskedByRole) -> list[Needed]:
    keys = {"cloudwatch:namespace": (str(request.given["Namespace"]),)}
    return [request.need(f"cloudwatch:{request.asked.operation}", "*", keys)]


def _events(request: AskedByRole) -> list[Needed]:
    return [
        request.need(
            "events:PutEvents",
            _bus_arn(request, entry.get("EventBusName", "default")),
            {
                "events:source": _optional(entry.get("Source")),
                "events:detail-type": _optional(entry.get("DetailType")),
            },
        )
        for entry in request.given["Entries"]
    ]


def _bus_arn(request: AskedByRole, name: str) -> str:
    return name if name.startswith("arn:") else request.arn("events", f"event-bus/{name}")


def _kms(request: AskedByRole) -> list[Needed]:
    operation, given = request.asked.operation, request.given
    if operation == "CreateKey":
        return [request.need("kms:CreateKey", "*")]
    if "AliasName" in given:
        return _of_alias(request)
    asked = given.get("KeyId")
    if asked is None:
        raise NotSupported(f"kms:{operation} without a key's id by a role")
    keys = {
        "kms:messagetype": _optional(given.get("MessageType")),
        "kms:requestalias": (asked,) if asked.startswith("alias/") else (),
        "kms:signingalgorithm": _optional(given.get("SigningAlgorithm")),
    }
    return [request.need(f"kms:{operation}", _key_arn(request, asked), keys)]


def _of_alias(request: AskedByRole) -> list[Needed]:
    """An alias and the key that it stands for, or is to stand for."""
    action, alias = f"kms:{request.asked.operation}", request.given["AliasName"]
    key = _key_arn(request, request.given.get("TargetKeyId") or alias)
    return [request.need(action, request.arn("kms", alias)), request.need(action, key)]


def _key_arn(request: AskedByRole, asked: str) -> str:
    backend = kms_backends[request.role.account][request.asked.region]
    key = backend.keys.get(backend.any_id_to_key_id(asked))
    if key is None:
        return asked
    _require_left_to_iam(key.policy, request.role.account, key.id)
    return str(key.arn)


def _require_left_to_iam(policy: str, account: str, key: str) -> None:
    """Refuse keys whose policies do not leave it to IAM who of the account may use them."""
    root, left = f"arn:aws:iam::{account}:root", False
    for statement in statements_of(policy):
        if set(statement.principals) == {"Service"}:
            continue
        if not statement.allows or statement.conditions or statement.actions != ("kms:*",):
            raise NotSupported(f"a key's policy that speaks of roles ({key})")
        left = left or statement.names_principal("AWS", root)
    if not left:
        raise NotSupported(f"a key's policy that does not leave it to IAM ({key})")


def _s3(request: AskedByRole) -> list[Needed]:
    """The bucket or the object, and the key that the object is encrypted with."""
    via = {"kms:viaservice": (f"s3.{request.asked.region}.amazonaws.com",)}
    keys = [request.need(action, _key_arn(request, key), via) for action, key in keys_of(request)]
    return [*pipeline_needs.s3(request), *keys]


def _optional(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)


_SERVICES: Mapping[str, tuple[tuple[str, ...], Callable[[AskedByRole], list[Needed]]]] = {
    # Each operation needs the action of its name; without a list, all of them do.
    "cloudformation": ((), pipeline_needs.cloudformation),
    "codebuild": (("BatchGetBuilds", "ListBuildsForProject"), pipeline_needs.codebuild),
    "codecommit": ((), _codecommit),
    "codepipeline": ((), pipeline_needs.codepipeline),
    "ecr": (
        ("BatchGetImage", "DescribeImageScanFindings", "DescribeImages", "DescribeRepositories"),
        _ecr,
    ),
    "events": (("PutEvents",), _events),
    "kms": (
        (
            "CreateAlias", "CreateKey", "Decrypt", "DeleteAlias", "DescribeKey",
            "DisableKeyRotation", "EnableKeyRotation", "GetPublicKey", "PutKeyPolicy",
            "ScheduleKeyDeletion", "Sign", "TagResource", "UntagResource", "UpdateAlias",
            "UpdateKeyDescription", "Verify",
        ),
        _kms,
    ),
    "lambda": (("Invoke",), pipeline_needs.invoke),
    "logs": (("CreateLogGroup", "CreateLogStream", "PutLogEvents"), _logs),
    "monitoring": (("PutMetricData",), _cloudwatch),
    "secretsmanager": (("DescribeSecret", "GetSecretValue"), _secretsmanager),
    "s3": (
        ("GetBucketLocation", "GetBucketVersioning", "GetObject", "HeadObject", "PutObject"),
        _s3,
    ),
    "sns": (("Publish",), pipeline_needs.sns),
    "sqs": (
        (
            "ChangeMessageVisibility", "ChangeMessageVisibilityBatch", "DeleteMessage",
            "DeleteMessageBatch", "GetQueueAttributes", "GetQueueUrl", "ReceiveMessage",
            "SendMessage", "SendMessageBatch",
        ),
        _sqs,
    ),
}  # fmt: skip
