"""The same over a connection to GitHub, whose trigger chooses by branch and path."""

import pytest

from sandbox.example_application import EXAMPLE
from sandbox.infra_repo import files_of
from sandbox.local_cloud import LocalCloud
from tests.e2e.meta_pipeline.meta import Meta
from tests.e2e.meta_pipeline.templates import PIPELINE, without

BRANCH = "release/2026"


@pytest.fixture(scope="module")
def hub(cloud: LocalCloud, boundary: str, tmp_path_factory: pytest.TempPathFactory) -> Meta:
    """A meta pipeline whose templates are on GitHub, on a branch with a slash in its name."""
    cloud.meta_pipeline.build()
    repo = cloud.infra_repo("github", "shop", files_of(EXAMPLE))
    head = repo.git.head("main")
    assert head is not None
    assert repo.git.move_branch(BRANCH, head, None)
    meta = Meta(
        cloud,
        tmp_path_factory.mktemp("github"),
        "hub-meta",
        repo.git,
        repo.clone_from,
        {
            "Repository": "tagboat-demo/shop",
            "Branch": BRANCH,
            "ConnectionArn": cloud.connection("hub"),
            "PipelineTemplates": "pipeline.yaml",
            "PipelineStacks": "hub-pipeline",
            "TemplateParameters": f"RoleBoundaryArn={boundary},Repository=elsewhere,Branch=main",
            "RoleBoundaryArn": boundary,
        },
    )
    meta.deploy()
    meta.told()
    return meta


def pipeline_of(meta: Meta) -> str:
    outputs = meta.described("hub-pipeline")["Outputs"]
    (name,) = [one["OutputValue"] for one in outputs if one["OutputKey"] == "PipelineName"]
    return str(name)


def test_a_push_of_the_template_updates_the_pipeline(hub: Meta) -> None:
    text = PIPELINE.replace("Name: Prod\n", "Name: Production\n")
    commit = hub.push({"pipeline.yaml": text.encode()}, BRANCH)
    execution = hub.succeeded(commit)
    assert execution["trigger"]["triggerType"] == "WebhookV2"
    assert hub.stages(pipeline_of(hub)) == ["Source", "Dev", "Production"]


def test_pushes_of_other_files_and_to_other_branches_start_nothing(hub: Meta) -> None:
    before = hub.executions()
    hub.push({"README.md": b"Another\n"}, BRANCH)
    hub.push({"pipeline.yaml": b"Resources: {}\n"}, "main")
    hub.settled()
    assert hub.executions() == before


def test_a_deletion_waits_for_a_person(hub: Meta) -> None:
    commit = hub.push({"pipeline.yaml": without("CommitRule", "CommitRole")}, BRANCH)
    hub.asked(commit)
    ((_, message),) = hub.told()
    assert "hub-pipeline: deletes CommitRole (AWS::IAM::Role, hub-pipeline-CommitRole-" in message
    hub.answer("Approved")
    hub.succeeded(commit)
