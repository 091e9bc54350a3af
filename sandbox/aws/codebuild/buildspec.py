"""Buildspecs.

Source: AWS CodeBuild User Guide, "Build specification reference for CodeBuild", version 0.2.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from sandbox.aws.errors import NotSupported

PHASES = ("install", "pre_build", "build", "post_build")
_SECTIONS = {"version", "env", "phases", "artifacts", "cache"}
_ENVIRONMENT = {"exported-variables", "shell", "variables"}
_OF_PHASE = {"commands", "finally", "on-failure", "runtime-versions"}
_OF_ARTIFACTS = {"base-directory", "discard-paths", "exclude-paths", "files", "name"}


class BuildspecInvalid(Exception):
    """CodeBuild would not take the buildspec."""


@dataclass(frozen=True)
class Phase:
    """What runs in a phase."""

    commands: tuple[str, ...] = ()
    afterwards: tuple[str, ...] = ()
    """Run even if a command fails: `finally`."""
    goes_on: bool = False
    """Whether the next phase runs although this one has failed: `on-failure: CONTINUE`."""


@dataclass(frozen=True)
class Buildspec:
    """What a build does."""

    phases: Mapping[str, Phase]
    variables: Mapping[str, str] = field(default_factory=dict)
    exported: tuple[str, ...] = ()
    """The names of the variables that later actions of a pipeline get."""
    files: tuple[str, ...] = ()
    """The patterns of the artifact's files; none without an artifact."""
    excluded: tuple[str, ...] = ()
    base: str = "."
    discard_paths: bool = False


def read(text: str) -> Buildspec:
    """Read a buildspec.

    Raises:
        BuildspecInvalid: `YAML_FILE_ERROR`.
        NotSupported: What CodeBuild knows and the sandbox does not.
    """
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BuildspecInvalid(f"wrong yaml: {error}") from None
    if not isinstance(content, dict) or "phases" not in content:
        raise BuildspecInvalid("the buildspec has no phases")
    if str(content.get("version")) != "0.2":
        raise NotSupported(f"version {content.get('version')} of buildspecs (codebuild)")
    _require_known(content, _SECTIONS, "a buildspec")
    environment = content.get("env") or {}
    _require_known(environment, _ENVIRONMENT, "env of a buildspec")
    if environment.get("shell", "bash") not in ("bash", "/bin/sh"):
        raise NotSupported(f"the shell {environment['shell']} of a buildspec (codebuild)")
    artifacts = content.get("artifacts") or {}
    _require_known(artifacts, _OF_ARTIFACTS, "artifacts of a buildspec")
    _require_known(content["phases"], set(PHASES), "phases of a buildspec")
    return Buildspec(
        phases={name: _phase(name, given or {}) for name, given in content["phases"].items()},
        variables={key: str(value) for key, value in (environment.get("variables") or {}).items()},
        exported=tuple(environment.get("exported-variables") or ()),
        files=_listed(artifacts.get("files")),
        excluded=_listed(artifacts.get("exclude-paths")),
        base=str(artifacts.get("base-directory", ".")),
        discard_paths=str(artifacts.get("discard-paths", "no")).lower() in ("yes", "true"),
    )


def _phase(name: str, given: Mapping[str, Any]) -> Phase:
    _require_known(given, _OF_PHASE, f"the phase {name} of a buildspec")
    choice = given.get("on-failure", "ABORT" if name != "build" else "CONTINUE")
    if choice not in ("ABORT", "CONTINUE"):
        raise NotSupported(f"on-failure {choice} of a buildspec (codebuild)")
    return Phase(
        _listed(given.get("commands")), _listed(given.get("finally")), choice == "CONTINUE"
    )


def _listed(given: str | Sequence[Any] | None) -> tuple[str, ...]:
    if given is None:
        return ()
    return (given,) if isinstance(given, str) else tuple(map(str, given))


def _require_known(given: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := sorted(set(given) - known):
        raise NotSupported(f"{', '.join(unknown)} in {where} (codebuild)")
