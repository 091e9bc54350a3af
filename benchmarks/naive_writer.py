"""What scripts do: one writer for each push, and a commit for each, until it is on the branch.

In the place of Tagboat's own code, in the same function, on the same queue and infra repo.
"""

import io
import zipfile

from benchmarks.deployed import Deployed
from benchmarks.services import IMAGES, TARGETS
from sandbox.local_cloud import LocalCloud

AT_ONCE = 5
"""The writers: what Lambda begins with, and the sandbox stays at."""
CODE = f"""\
import json
import os

import boto3

codecommit = boto3.client("codecommit")
repository = os.environ["TAGBOAT_INFRA_REPOSITORY"]
outdated = (
    codecommit.exceptions.ParentCommitIdOutdatedException,
    codecommit.exceptions.ConcurrentReferenceUpdateException,
)


def handle(event, context):
    for record in event["Records"]:
        push = json.loads(record["body"])["detail"]
        path = push["repository-name"].replace({IMAGES!r}, {TARGETS!r}, 1)
        content = (push["image-tag"] + "\\n").encode()
        while not written(path, content):
            pass


def written(path, content):
    head = codecommit.get_file(
        repositoryName=repository, commitSpecifier="refs/heads/main", filePath=path
    )["commitId"]
    try:
        codecommit.create_commit(
            repositoryName=repository,
            branchName="main",
            parentCommitId=head,
            putFiles=[{{"filePath": path, "fileContent": content}}],
        )
    except codecommit.exceptions.NoChangeException:
        return True
    except outdated:
        return False
    return True
"""


def replace_tagboat(cloud: LocalCloud, stack: Deployed) -> None:
    """Let a stack's function be this one from now on, with one push each time."""
    client = cloud.aws.client("lambda")
    client.update_function_configuration(FunctionName=stack.function, Handler="app.handle")
    client.update_function_code(FunctionName=stack.function, ZipFile=_zipped())
    found = client.list_event_source_mappings(FunctionName=stack.function)
    client.update_event_source_mapping(
        UUID=found["EventSourceMappings"][0]["UUID"],
        BatchSize=1,
        MaximumBatchingWindowInSeconds=0,
        ScalingConfig={"MaximumConcurrency": AT_ONCE},
    )


def _zipped() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        entry = zipfile.ZipInfo("app.py")
        entry.external_attr = 0o644 << 16  # Lambda's user has to be able to read it.
        archive.writestr(entry, CODE)
    return content.getvalue()
