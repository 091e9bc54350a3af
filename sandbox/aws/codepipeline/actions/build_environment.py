"""The environment of a build's commands.

Source: AWS CodeBuild User Guide, "Environment variables in build environments".
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from sandbox.aws.codebuild.build import Build
from sandbox.aws.codepipeline.acting import ActingRole


def of_machine(home: Path, tools: Sequence[Path]) -> dict[str, str]:
    """Where commands are found: in these folders first, then where this machine has them."""
    machine = os.environ.get("PATH", os.defpath)
    return {
        "PATH": os.pathsep.join([*map(str, tools), machine]),
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "CI": "true",
    }


def of_role(role: ActingRole) -> dict[str, str]:
    """Who commands are to AWS, and where that is."""
    return {
        "AWS_ACCESS_KEY_ID": role.credentials.access_key_id,
        "AWS_SECRET_ACCESS_KEY": role.credentials.secret_access_key,
        "AWS_SESSION_TOKEN": role.credentials.session_token,
        "AWS_REGION": role.region,
        "AWS_DEFAULT_REGION": role.region,
        "AWS_ENDPOINT_URL": role.url,
    }


def of_build(build: Build, sources: Mapping[str, Path], primary: str) -> dict[str, str]:
    """What CodeBuild says of the build and of its sources."""
    others = {
        f"CODEBUILD_SRC_DIR_{name}": str(path) for name, path in sources.items() if name != primary
    }
    return {
        "CODEBUILD_BUILD_ARN": build.arn,
        "CODEBUILD_BUILD_ID": build.id,
        "CODEBUILD_BUILD_NUMBER": str(build.number),
        "CODEBUILD_BUILD_SUCCEEDING": "1",
        "CODEBUILD_INITIATOR": build.initiator,
        "CODEBUILD_RESOLVED_SOURCE_VERSION": build.source_version,
        "CODEBUILD_SOURCE_VERSION": build.source_version,
        "CODEBUILD_SRC_DIR": str(sources[primary]),
        "CODEBUILD_START_TIME": str(int(build.started.timestamp() * 1000)),
        **others,
    }
