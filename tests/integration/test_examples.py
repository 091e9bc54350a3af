"""What the users of each ancestor had, as rules: as they are converted, and what pushes write."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from sandbox.git_environment import hermetic_environment
from tagboat import cli
from tests.documents import ROOT, blocks

EXAMPLES = ROOT / "examples"
RULES = ".tagboat.yaml"
PUSHED = f"sha256:{'ab' * 32}"

type Capture = pytest.CaptureFixture[str]


class Converted(NamedTuple):
    options: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    """What somebody has to look at."""


class Push(NamedTuple):
    example: str
    image: str
    edits: Mapping[str, tuple[bytes, bytes]]
    """By file: the only bytes that become others."""


CONVERTED = {
    "from-flux": Converted(),
    "from-argocd": Converted(),
    "from-updatecli": Converted(told=("name the image repository that gets an image",)),
    "from-regex-action": Converted(
        ("--image", "example-org/shop"), ("does not bring git_branch", "does not bring git_branch")
    ),
}
SHOP = (b"example-org/shop:5.1.3", b"example-org/shop:5.1.4")
PUSHES = [
    Push(
        "from-drone",
        "example-org/shop:1.7.0",
        {"deployed_tags/prod_image_tag": (b"1.6.2", b"1.7.0")},
    ),
    Push(
        "from-drone",
        "example-org/shop:main-9d8c7b6-dev",
        {"deployed_tags/dev_image_tag": (b"main-5f2c1ab-dev", b"main-9d8c7b6-dev")},
    ),
    Push(
        "from-updatecli",
        "example-org/payments-api:19.13.0-infitx.27",
        {"services-override.yaml": (b"19.13.0-infitx.26", b"19.13.0-infitx.27")},
    ),
    Push("from-updatecli", "example-org/payments-api:19.13.0", {}),
    Push(
        "from-updatecli",
        "example-org/ledger-api:v2.4.2",
        {"services-override.yaml": (b'"2.4.1"', b'"2.4.2"')},
    ),
    Push("from-updatecli", "example-org/ledger-api:v2.5.0", {}),
    Push(
        "from-updatecli",
        "example-org/release-notes:1.4.0",
        {"release-notes.yaml": (b"release-notes:v1.3.9", b"release-notes:v1.4.0")},
    ),
    Push(
        "from-updatecli",
        "example-org/response-rules:v1.3.0",
        {"services-override.yaml": (b"/v1.2.0/", b"/v1.3.0/")},
    ),
    Push(
        "from-regex-action",
        "example-org/shop:feature-x-1234567-dev",
        {
            "environments/dev/values.yaml": (
                b'imageTag: "main-4be10c7-dev"\nbranch: "main"',
                b'imageTag: "feature-x-1234567-dev"\nbranch: "feature-x"',
            )
        },
    ),
    Push(
        "from-regex-action",
        "example-org/shop:main-7654321-stable",
        {
            "environments/prod/values.yaml": (b"main-29ab0d1-stable", b"main-7654321-stable"),
            "environments/prod/NOTES.txt": (b"main-29ab0d1-stable", b"main-7654321-stable"),
        },
    ),
    Push(
        "from-argocd",
        "example-org/shop:5.1.4",
        {"apps/shop/overlays/production/kustomization.yaml": (b"5.1.3", b"5.1.4")},
    ),
    Push("from-argocd", "example-org/shop:5.1.4-rc1", {}),
    Push(
        "from-argocd",
        "example-org/search:main-1a2b3c4",
        {"apps/search/values-production.yaml": (b"main-0c4a1f3", b"main-1a2b3c4")},
    ),
    Push(
        "from-argocd",
        "example-org/search-indexer:2.4.1",
        {"apps/search/values-production.yaml": (b"search-indexer:2.4.0", b"search-indexer:2.4.1")},
    ),
    Push(
        "from-argocd",
        "example-org/worker:stable",
        {"apps/worker/values.yaml": (b"sha256:" + b"1" * 64, PUSHED.encode())},
    ),
    Push(
        "from-flux",
        "example-org/shop:5.1.4",
        {f"apps/shop/{name}/deployment.yaml": SHOP for name in ("blue", "canary", "green")},
    ),
    Push("from-flux", "example-org/shop:5.2.0", {}),
    Push(
        "from-flux",
        "example-org/search:main-1a2b3c4-1800000000",
        {
            "apps/search/release.yaml": (
                b"main-0c4a1f3-1700000000",
                b"main-1a2b3c4-1800000000",
            ),
            "apps/search/indexer.yaml": (
                b"main-0c4a1f3-1700000000@sha256:" + b"0" * 64,
                b"main-1a2b3c4-1800000000@" + PUSHED.encode(),
            ),
        },
    ),
    Push(
        "from-flux",
        "example-org/worker:stable",
        {"apps/worker/deployment.yaml": (b"sha256:" + b"1" * 64, PUSHED.encode())},
    ),
    Push(
        "from-flux",
        "example-org/docs:RELEASE.2026-02-28T06-00-00Z",
        {"apps/docs/kustomization.yaml": (b"2026-01-31", b"2026-02-28")},
    ),
]


def contents(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def git_apply(root: Path, patch: str) -> None:
    subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"],
        cwd=root,
        env=hermetic_environment() | {"GIT_CEILING_DIRECTORIES": str(root.parent)},
        input=patch.encode(),
        check=True,
    )


@pytest.mark.parametrize("name", CONVERTED)
def test_what_an_example_has_becomes_the_rules_that_are_checked_in(
    name: str, capfd: Capture
) -> None:
    options, told = CONVERTED[name]
    code = cli.main(["convert", str(EXAMPLES / name), *options])
    out, err = capfd.readouterr()
    assert out == (EXAMPLES / name / RULES).read_text()
    complaints = err.splitlines()
    assert code == (1 if told else 0)
    assert [what in line for what, line in zip(told, complaints, strict=True)] == [True] * len(told)


@pytest.mark.parametrize("name", ["from-drone", *CONVERTED])
def test_the_rules_of_an_example_have_nothing_to_mend(name: str, capfd: Capture) -> None:
    assert cli.main(["check", str(EXAMPLES / name)]) == 0, capfd.readouterr()


@pytest.mark.parametrize("push", PUSHES, ids=lambda push: f"{push.example} {push.image}")
def test_a_push_changes_the_bytes_of_values_and_no_others(
    push: Push, tmp_path: Path, capfd: Capture
) -> None:
    root = tmp_path / push.example
    shutil.copytree(EXAMPLES / push.example, root)
    expected = contents(root)
    for file, (old, new) in push.edits.items():
        assert expected[file].count(old) == 1
        expected[file] = expected[file].replace(old, new)
    name, _, tag = push.image.partition(":")
    of_push = ["--image", name, "--tag", tag, "--digest", PUSHED]

    cli.main(["preview", *of_push, "--json", str(root)])

    diff = json.loads(capfd.readouterr().out)["diff"]
    if diff:
        git_apply(root, diff)
    assert contents(root) == expected


@pytest.mark.parametrize("name", ["from-drone", *CONVERTED])
def test_the_commands_that_an_example_shows_can_be_run(
    name: str, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    commands = blocks((EXAMPLES / name / "README.md").read_text(), "sh")
    assert commands
    for command in commands:
        _, *arguments = command.split()
        assert cli.main(arguments) in (0, 1), capfd.readouterr()
