"""Lint a template after the transform too: cfn-lint does not look inside `AWS::Serverless::*`."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sandbox.aws.cloudformation import sam_transform, template

PARAMETERS = {
    "template.yaml": [
        {"InfraRepository": "infra", "GitHost": "codecommit"},
        {"InfraRepository": "owner/name", "GitHost": "github", "ImageRepository": "team/web"},
    ],
    "meta-pipeline.yaml": [
        {"Repository": "shop", "PipelineTemplates": "a.yaml,b.yaml", "PipelineStacks": "a,b"},
        {
            "Repository": "owner/name",
            "ConnectionArn": "arn:aws:codeconnections:us-east-1:123456789012:connection/0",
            "PipelineTemplates": "pipeline.yaml",
            "PipelineStacks": "shop",
            "RoleBoundaryArn": "arn:aws:iam::123456789012:policy/boundary",
        },
    ],
}
"""What is given for parameters that have no default, and to take both sides of the conditions."""


def translate(path: Path, parameters: dict[str, str]) -> str:
    """The template that CloudFormation gets from the transform, as JSON.

    Args:
        path: A SAM template. Its code need not be built.
        parameters: Their values, where there is no default or another one is wanted.
    """
    source = template.parse(path.read_text())
    for resource in source["Resources"].values():
        for key in ("CodeUri", "ContentUri"):
            if key in resource["Properties"]:
                resource["Properties"][key] = "s3://bucket/key"
    defaults = {
        name: str(parameter.get("Default", "")) for name, parameter in source["Parameters"].items()
    }
    return json.dumps(sam_transform.process(source, defaults | parameters, "us-east-1"), indent=2)


def main(paths: Sequence[Path]) -> int:
    """Lint templates with every set of their parameters; the exit code is cfn-lint's."""
    with tempfile.TemporaryDirectory() as folder:
        translated = []
        for path in paths:
            for index, parameters in enumerate(PARAMETERS[path.name]):
                file = Path(folder) / f"{path.stem}-{index}.json"
                file.write_text(translate(path, parameters))
                translated.append(file)
        return subprocess.run(["cfn-lint", "--regions", "us-east-1", "--", *translated]).returncode


if __name__ == "__main__":
    sys.exit(main([Path(path) for path in sys.argv[1:]]))
