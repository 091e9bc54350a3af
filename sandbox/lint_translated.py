"""Lint a template after the transform too: cfn-lint does not look inside `AWS::Serverless::*`."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from sandbox.aws.cloudformation import sam_transform, template

PARAMETERS = [
    {"InfraRepository": "infra", "GitHost": "codecommit"},
    {"InfraRepository": "owner/name", "GitHost": "github", "ImageRepository": "team/web"},
]
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


def main(path: Path) -> int:
    """Lint one template with every set of parameters; the exit code is the first that fails."""
    with tempfile.TemporaryDirectory() as folder:
        translated = [Path(folder) / f"{index}.json" for index in range(len(PARAMETERS))]
        for file, parameters in zip(translated, PARAMETERS, strict=True):
            file.write_text(translate(path, parameters))
        return subprocess.run(["cfn-lint", "--regions", "us-east-1", "--", *translated]).returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
