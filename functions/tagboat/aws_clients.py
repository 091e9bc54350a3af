"""AWS's clients, each made when it is first needed and kept between invocations."""

from functools import cache
from typing import TYPE_CHECKING, Any

from tagboat.whole_answers import refuse_cut_answers

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_codecommit import CodeCommitClient
    from mypy_boto3_codepipeline import CodePipelineClient
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient


@cache
def codecommit() -> "CodeCommitClient":
    """Where an infra repo may be."""
    client: CodeCommitClient = _client("codecommit")
    return client


@cache
def sqs() -> "SQSClient":
    """Where pushes wait."""
    client: SQSClient = _client("sqs")
    return client


@cache
def ecr(region: str) -> "ECRClient":
    """Where the images of a region are."""
    client: ECRClient = _client("ecr", region)
    return client


@cache
def secrets_manager() -> "SecretsManagerClient":
    """Where the credentials of a git host are."""
    client: SecretsManagerClient = _client("secretsmanager")
    return client


@cache
def cloudformation() -> "CloudFormationClient":
    """Where the application pipelines' stacks are."""
    client: CloudFormationClient = _client("cloudformation")
    return client


@cache
def codepipeline() -> "CodePipelineClient":
    """Where the meta pipeline and the application pipelines run."""
    client: CodePipelineClient = _client("codepipeline")
    return client


@cache
def s3() -> "S3Client":
    """Where the source of the meta pipeline is, and templates for CloudFormation."""
    client: S3Client = _client("s3")
    return client


@cache
def sns() -> "SNSClient":
    """By which people hear from the meta pipeline."""
    client: SNSClient = _client("sns")
    return client


@cache
def kms() -> Any:  # noqa: ANN401 - boto3-stubs are installed for the services of the other clients
    """What signs with the key of a GitHub App."""
    return _client("kms")


@cache
def events() -> Any:  # noqa: ANN401 - boto3-stubs are installed for the services of other clients
    """Where others hear what became of pushes."""
    # Nobody waits for these, and pushes need the function's time.
    return _client("events", connect_timeout=1, read_timeout=2)


def _client(
    service: str,
    region: str | None = None,
    *,
    connect_timeout: float = 3,
    read_timeout: float = 10,
) -> Any:  # noqa: ANN401 - each service's client has a type of its own
    import boto3
    from botocore.config import Config

    config = Config(
        connect_timeout=connect_timeout,
        read_timeout=read_timeout,
        max_pool_connections=30,  # Files, branches and pull requests at once, ten of each.
        retries={"mode": "standard", "total_max_attempts": 2},
    )
    client = boto3.client(service, region, config=config)  # type: ignore[call-overload]  # boto3-stubs wants a literal
    refuse_cut_answers(client)
    return client
