"""The application of `examples/application` in the local AWS, as a customer would begin with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.aws import codecommit
from sandbox.git_repository import GitRepository
from sandbox.infra_repo import files_of
from sandbox.local_cloud import LocalCloud
from sandbox.sam_application import ROOT

EXAMPLE = ROOT / "examples/application"
REPOSITORY, PIPELINE_STACK = "shop", "shop-pipeline"


@dataclass(frozen=True)
class ExampleApplication:
    """Its repository on CodeCommit, and the parameters of meta-pipeline.yaml for it."""

    git: GitRepository
    parameters: Mapping[str, str]


def begin(cloud: LocalCloud) -> ExampleApplication:
    """Make the repository with a first commit, and the boundary that its pipeline's roles have."""
    boundary = make_boundary(cloud)
    cloud.aws.client("codecommit").create_repository(repositoryName=REPOSITORY)
    git = codecommit.repository(REPOSITORY)
    git.commit(files_of(EXAMPLE), "Begin")
    parameters = {
        "Repository": REPOSITORY,
        "PipelineTemplates": "pipeline.yaml",
        "PipelineStacks": PIPELINE_STACK,
        "ConfigurationFiles": "pipeline.json",
        "TemplateParameters": f"RoleBoundaryArn={boundary}",
        "RoleBoundaryArn": boundary,
    }
    return ExampleApplication(git, parameters)


def make_boundary(cloud: LocalCloud) -> str:
    """Make the permissions boundary of `account.yaml`; its ARN."""
    cloud.aws.client("cloudformation").create_stack(
        StackName="account",
        TemplateBody=(EXAMPLE / "account.yaml").read_text(),
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    return _outputs(cloud, "account")["RoleBoundaryArn"]


def pipeline_name(cloud: LocalCloud) -> str:
    """The name of the application's pipeline."""
    return _outputs(cloud, PIPELINE_STACK)["PipelineName"]


def stages(cloud: LocalCloud, pipeline: str) -> list[str]:
    """The names of a pipeline's stages."""
    answer = cloud.aws.client("codepipeline").get_pipeline(name=pipeline)
    return [stage["name"] for stage in answer["pipeline"]["stages"]]


def deployed_tag(cloud: LocalCloud, stack: str) -> str:
    """The tag that an environment's stack says is deployed; empty without the stack."""
    found = cloud.aws.client("cloudformation").describe_stacks()["Stacks"]
    there = [one["StackName"] for one in found if "Outputs" in one]
    return _outputs(cloud, stack)["ImageTag"] if stack in there else ""


def with_stage(name: str = "Check") -> bytes:
    """The pipeline's template with another stage before the last, which may deploy as it does."""
    template = (EXAMPLE / "pipeline.yaml").read_text()
    start = template.index("        - Name: Prod\n")
    prod = template[start : template.index("\n\n", start) + 1]
    stage = prod.replace("Name: Prod", f"Name: {name}").replace("shop-prod", "shop-check")
    grants = [line for line in template.splitlines(keepends=True) if "stack/shop-prod/" in line]
    for grant in grants:
        template = template.replace(grant, grant.replace("shop-prod", "shop-check") + grant)
    return template.replace(prod, stage + prod).encode()


def _outputs(cloud: LocalCloud, stack: str) -> Mapping[str, str]:
    answer = cloud.aws.client("cloudformation").describe_stacks(StackName=stack)
    return {one["OutputKey"]: one["OutputValue"] for one in answer["Stacks"][0]["Outputs"]}
