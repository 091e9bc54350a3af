"""`--image`, `--tag` and what else an image is of: a push without an event file."""

import json
from collections.abc import Callable

import msgspec
import pytest

from tagboat.commands.preview_json import PreviewDocument

type Tagboat = Callable[..., tuple[int, str, str]]

DIGEST = f"sha256:{'5' * 64}"
REGISTRY = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"
IMAGE = ["--image", "team/web", "--tag", "1.4.0"]


def test_an_image_by_its_parts_is_previewed_as_by_its_name(tagboat: Tagboat) -> None:
    documents = [
        msgspec.json.decode(tagboat("preview", "--json", *push)[1], type=PreviewDocument)
        for push in (IMAGE, ["--push", "team/web:1.4.0"])
    ]
    by_parts, by_name = documents
    assert by_parts.diff == by_name.diff != ""


def test_every_part_may_be_given(tagboat: Tagboat) -> None:
    more = ["--digest", DIGEST, "--account", "111122223333", "--region", "eu-west-1"]
    _, out, _ = tagboat("preview", "--json", *IMAGE, *more)
    push = msgspec.json.decode(out, type=PreviewDocument).outcomes[0].push
    assert push.reference == (
        f"111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/web:1.4.0@{DIGEST}"
    )


@pytest.mark.parametrize(
    "options",
    [
        ["--image", f"{REGISTRY}/team/web", "--tag", "1.4.0", "--digest", DIGEST],
        ["--image", f"{REGISTRY}/team/web:1.4.0@{DIGEST}"],
        ["--image", f"{REGISTRY}/team/web:1.4.0@{DIGEST}", "--tag", "1.4.0"],
        ["--image", f"team/web:1.4.0@{DIGEST}", "--account=111122223333", "--region=eu-west-1"],
    ],
)
@pytest.mark.parametrize("command", ["preview", "explain"])
def test_a_name_may_say_the_other_parts(tagboat: Tagboat, command: str, options: list[str]) -> None:
    code, out, _ = tagboat(command, "--json", *options)
    document = json.loads(out)
    push = document["push"] if command == "explain" else document["outcomes"][0]["push"]
    assert code == 0
    assert push["repository"] == "team/web"
    assert (push["account"], push["region"]) == ("111122223333", "eu-west-1")
    assert (push["tag"], push["digest"]) == ("1.4.0", DIGEST)


def test_an_image_is_one_batch_with_the_pushes_by_name(tagboat: Tagboat) -> None:
    code, out, _ = tagboat("preview", *IMAGE, "--push", "team/web:v2")
    assert code == 0
    assert "written  team/web:1.4.0  web-dev" in out
    assert "written  team/web:v2     web-prod" in out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--image", "team/web"], "--tag is missing. Give --image NAME and --tag TAG."),
        (["--tag", "1"], "--image is missing."),
        (["--digest", DIGEST], "--image is missing. Give --image NAME and --tag TAG.\n--tag is"),
        (["--image", "Team", "--tag", "1"], "--image: it has to be the name of an ECR repository"),
        (["--image", "web", "--tag", "-"], "--tag: it has to be a tag"),
        ([*IMAGE, "--digest", "sha256:1"], "--digest: it has to be sha256: and 64 digits"),
        ([*IMAGE, "--account", "1"], "--account: it has to be an AWS account's 12 digits"),
        ([*IMAGE, "--region", "here"], "--region: it has to be an AWS region"),
        (
            ["--image", "ghcr.io/team/web", "--tag", "1"],
            "--image ghcr.io/team/web: ghcr.io is another registry than Amazon ECR's; give the ECR",
        ),
        (["--image", "ghcr.io/team/web"], "--image ghcr.io/team/web: ghcr.io is another registry"),
        (
            ["--image", "team/web:1", "--tag", "2"],
            "--tag is 2, and --image says 1. Give one of them.",
        ),
        (
            ["--image", f"{REGISTRY}/web:1", "--region", "us-east-1"],
            "--region is us-east-1, and --image says eu-west-1. Give one of them.",
        ),
    ],
)
@pytest.mark.parametrize("command", ["preview", "apply"])
def test_a_part_that_no_image_has_is_a_slip_of_usage(
    tagboat: Tagboat, command: str, options: list[str], said: str
) -> None:
    code, out, err = tagboat(command, *options)
    assert (code, out) == (2, "")
    assert err.startswith(f"tagboat: {said}")


def test_every_part_that_is_wrong_is_told(tagboat: Tagboat) -> None:
    _, _, err = tagboat("explain", "--image", "A", "--tag", "-", "--account", "1")
    assert len(err.splitlines()) == 3
