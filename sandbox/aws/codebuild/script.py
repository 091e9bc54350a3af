"""The shell script of a build: every command in one shell, as CodeBuild runs version 0.2.

Commands are files that the shell reads in, so that a mistake in one is that command's failure. A
phase after the build runs even if the build has failed; after another phase that fails, only what
`finally` says and no other phase does.
"""

import shlex
from collections.abc import Iterator
from pathlib import Path

from sandbox.aws.codebuild.buildspec import PHASES, Buildspec, Phase


def write(spec: Buildspec, folder: Path) -> Path:
    """Write the script and its commands.

    Args:
        spec: What is to run.
        folder: Where they are written. The script leaves the result of each phase there, in
            `results` (the phase's name, 0 or the exit status, and the number of the command), and
            each exported variable in a file `exported-NAME`.

    Returns:
        The script.
    """
    lines = ["__go_on=1"]
    for name in PHASES:
        if name in spec.phases:
            lines += _phase(name, spec.phases[name], folder)
    for variable in spec.exported:
        target = shlex.quote(str(folder / f"exported-{variable}"))
        lines.append(f'printf %s "${{{variable}-}}" > {target}')
    script = folder / "script.sh"
    script.write_text("\n".join(lines) + "\n")
    return script


def _phase(name: str, phase: Phase, folder: Path) -> Iterator[str]:
    results = shlex.quote(str(folder / "results"))
    yield 'if [ "$__go_on" = 1 ]; then'
    yield f"echo '[Container] Entering phase {name.upper()}'"
    yield "__status=0; __failed=-1"
    for number, command in enumerate(phase.commands):
        file = _file(folder, f"{name}-{number}", command)
        said = shlex.quote(f"[Container] Running command {command}")
        yield f'if [ "$__status" = 0 ]; then __failed={number}; echo {said}'
        yield f". {file}; __status=$?; fi"
    for number, command in enumerate(phase.afterwards):
        yield f". {_file(folder, f'{name}-finally-{number}', command)}"
    yield f'echo "{name} $__status $__failed" >> {results}'
    yield f"echo '[Container] Phase complete: {name.upper()}'"
    yield '[ "$__status" = 0 ] || export CODEBUILD_BUILD_SUCCEEDING=0'
    if not phase.goes_on:
        yield '[ "$__status" = 0 ] || __go_on=0'
    yield "fi"


def _file(folder: Path, name: str, command: str) -> str:
    path = folder / f"{name}.sh"
    path.write_text(f"{command}\n")
    return shlex.quote(str(path))
