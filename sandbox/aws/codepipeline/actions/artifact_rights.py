"""The policy of the credentials that functions get for their artifacts.

Source: AWS CodePipeline User Guide, "AWS Lambda invoke action reference": they are "used to access
input and output artifacts in the Amazon S3 bucket".
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.aws.codepipeline.executions import ActionRun, Artifact


def only_artifacts(run: ActionRun) -> Mapping[str, Any]:
    """What a function may do as the pipeline: read its inputs and write its outputs."""
    statements = [
        _allow(["s3:GetObject", "s3:GetObjectVersion"], run.inputs),
        _allow(["s3:GetObject", "s3:PutObject"], run.outputs),
        {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": "*"},
    ]
    return {"Version": "2012-10-17", "Statement": [one for one in statements if one["Resource"]]}


def _allow(actions: list[str], artifacts: Sequence[Artifact]) -> dict[str, Any]:
    places = [f"arn:aws:s3:::{one.bucket}/{one.key}" for one in artifacts]
    return {"Effect": "Allow", "Action": actions, "Resource": places}
