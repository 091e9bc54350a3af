"""Secrets Manager and KMS as their library sees them, without a network."""

from typing import Any

import boto3
from botocore.stub import Stubber

ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:github-AbCdEf"


def client(service: str) -> Any:
    session: Any = boto3.Session()
    return session.client(
        service, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )


def answer(stub: Stubber, secret: str) -> None:
    """Let the secret be read once, and hold this."""
    stub.add_response("get_secret_value", {"ARN": ARN, "SecretString": secret}, {"SecretId": ARN})
