"""Artifacts that are encrypted with a key of one's own take the right to use it."""

from tests.integration.sandbox.codepipeline.workshop import Workshop, action, approval, stage

EVERYTHING_ELSE = {
    "Effect": "Allow",
    "Action": ["codecommit:*", "s3:*", "lambda:*"],
    "Resource": "*",
}


def encrypted(workshop: Workshop, key: str) -> dict[str, object]:
    store = {
        "type": "S3",
        "location": workshop.name,
        "encryptionKey": {"id": key, "type": "KMS"},
    }
    return {"artifactStore": store}


def test_writing_an_artifact_takes_a_data_key(workshop: Workshop) -> None:
    key = workshop.aws.client("kms").create_key()["KeyMetadata"]["Arn"]
    workshop.grant(workshop.name, EVERYTHING_ELSE)
    id_ = workshop.create(workshop.source(), stage("Ask", approval()), **encrypted(workshop, key))
    assert workshop.ended(id_) == "Failed"
    error = workshop.error_of(id_, "Commit")
    assert error["code"] == "PermissionError"
    assert "kms:GenerateDataKey" in error["message"]
    assert key in error["message"]
    use = {"Effect": "Allow", "Action": "kms:GenerateDataKey", "Resource": key}
    workshop.grant(workshop.name, EVERYTHING_ELSE, use)
    second = workshop.start()
    workshop.token("Ask")
    where = workshop.run_of(second, "Commit")["output"]["outputArtifacts"][0]["s3location"]
    stored = workshop.aws.client("s3").head_object(Bucket=where["bucket"], Key=where["key"])
    assert (stored["ServerSideEncryption"], stored["SSEKMSKeyId"]) == ("aws:kms", key)


def test_reading_an_artifact_takes_the_right_to_decrypt_it(workshop: Workshop) -> None:
    key = workshop.aws.client("kms").create_key()["KeyMetadata"]["Arn"]
    workshop.aws.client("s3").put_bucket_encryption(
        Bucket=workshop.name,
        ServerSideEncryptionConfiguration={
            "Rules": [
                {
                    "ApplyServerSideEncryptionByDefault": {
                        "SSEAlgorithm": "aws:kms",
                        "KMSMasterKeyID": key,
                    }
                }
            ]
        },
    )
    role = workshop.make_role(f"{workshop.name}-stacks", "cloudformation.amazonaws.com")
    use = {"Effect": "Allow", "Action": "kms:GenerateDataKey", "Resource": key}
    workshop.grant(workshop.name, EVERYTHING_ELSE, use)
    deploy = action(
        "Deploy",
        "Deploy",
        "CloudFormation",
        {
            "ActionMode": "CREATE_UPDATE",
            "StackName": workshop.name,
            "TemplatePath": "Code::template.json",
            "RoleArn": role,
        },
        inputs=["Code"],
    )
    id_ = workshop.create(workshop.source(), stage("Deploy", deploy), **encrypted(workshop, key))
    assert workshop.ended(id_) == "Failed"
    error = workshop.error_of(id_, "Deploy")
    assert error["code"] == "PermissionError"
    assert "kms:Decrypt" in error["message"]
