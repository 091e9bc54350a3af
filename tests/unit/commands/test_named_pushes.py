"""`--push NAME:TAG`: a preview without an event file."""

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import pytest

from tagboat.commands.answer import Misuse
from tagboat.commands.named_pushes import name_pushes
from tagboat.commands.preview_json import PreviewDocument
from tagboat.core.image_push import parse
from tests.image_pushes import event, image_push

type Preview = Callable[..., tuple[int, str, str]]


def test_a_name_becomes_a_push_of_now() -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    (push,) = name_pushes(["team/web:1.4.0"])
    assert (push.repository, push.tag) == ("team/web", "1.4.0")
    assert push.uri == "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/web"
    assert before <= push.pushed_at <= datetime.now(UTC)


def test_the_digest_follows_from_the_name() -> None:
    first, same, other = name_pushes(["a:1", "a:1", "a:2"])
    assert first.digest == same.digest != other.digest


def test_a_push_by_name_is_one_that_an_event_could_tell_of() -> None:
    (push,) = name_pushes(["team/web:v1_2.3-rc"])
    assert parse(event(push)) == push


@pytest.mark.parametrize("tag", ["v1", "1.4.0"])
def test_a_name_may_have_its_registry_and_its_digest_as_people_paste_them(tag: str) -> None:
    digest = f"sha256:{'5' * 64}"
    uri = "999999999999.dkr.ecr.eu-west-1.amazonaws.com/team/web"
    whole, short = name_pushes([f"{uri}:{tag}@{digest}", f"team/web:{tag}@{digest}"])
    assert whole.reference == f"{uri}:{tag}@{digest}"
    assert (whole.id, whole.repository, whole.tag) == (f"--push team/web:{tag}", "team/web", tag)
    assert (short.digest, short.account, short.region) == (digest, "123456789012", "us-east-1")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("team/web", "the tag is missing. Write NAME:TAG"),
        ("", "the tag is missing. Write NAME:TAG"),
        ("Team/Web:1", "NAME: it has to be the name of an ECR repository"),
        (":1", "NAME: it has to be the name of an ECR repository"),
        ("x" * 257 + ":1", "NAME: it has to be the name of an ECR repository"),
        ("team/web:", "TAG: it has to be a tag"),
        ("team/web:-1", "TAG: it has to be a tag"),
        ("team/web:1@sha256:00", "DIGEST: it has to be sha256: and 64 digits"),
        ("team/web:1@", "DIGEST: it has to be sha256: and 64 digits"),
        (f"team/web@sha256:{'5' * 64}", "the tag is missing. Write NAME:TAG"),
        ("host:5000/web:1", "host:5000 is another registry than Amazon ECR's; give the ECR rep"),
        ("ghcr.io/team/web", "ghcr.io is another registry than Amazon ECR's; give the ECR repos"),
        ("team/web:1\n", "TAG: it has to be a tag"),
    ],
)
def test_a_name_of_no_image_is_refused_without_a_regular_expression(name: str, said: str) -> None:
    with pytest.raises(Misuse) as caught:
        name_pushes([name])
    assert str(caught.value).startswith(f"--push {name}: {said}")
    assert "regex" not in str(caught.value)


def test_every_name_that_is_refused_is_told() -> None:
    with pytest.raises(Misuse) as caught:
        name_pushes(["A:-", "b:1", "c"])
    assert len(str(caught.value).splitlines()) == 3


def test_pushes_by_name_are_previewed(preview_files: Preview) -> None:
    options = ["--push", "team/web:1.4.0", "--push", "team/web:v2"]
    code, out, err = preview_files(options=options)
    assert (code, err) == (0, "")
    assert "written  team/web:1.4.0  web-dev" in out
    assert "written  team/web:v2     web-prod" in out


def test_names_and_events_are_one_batch_and_the_named_ones_are_newer(preview: Preview) -> None:
    long_ago = image_push("1.4.0", at=-20 * 365 * 86_400)
    code, out, _ = preview("--push", "team/web:1.5.0", "--json", of=[long_ago])
    document = msgspec.json.decode(out, type=PreviewDocument)
    found = {(outcome.push.tag, outcome.rule): outcome.outcome for outcome in document.outcomes}
    assert code == 0
    assert found["1.4.0", "web-dev"] == "older"
    assert found["1.5.0", "web-dev"] == "written"


def test_a_wrong_name_is_a_slip_of_usage(preview_files: Preview) -> None:
    code, out, err = preview_files(options=["--push", "team/web"])
    assert (code, out) == (2, "")
    assert err.startswith("tagboat: --push team/web: the tag is missing.")


def test_without_a_name_and_an_event_there_is_nothing_to_preview(preview_files: Preview) -> None:
    code, out, err = preview_files()
    assert (code, out) == (2, "")
    assert err == (
        "tagboat: There is no push. Give --push NAME:TAG, --image NAME and --tag TAG, or --event"
        " FILE.\n"
    )


@pytest.mark.parametrize(
    ("option", "value", "form"),
    [
        ("--digest", f"sha256:{'5' * 64}", "NAME:TAG@DIGEST"),
        ("--tag", "1.4.0", "NAME:TAG"),
        ("--account", "123456789012", "ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG"),
        ("--region", "us-east-1", "ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG"),
    ],
)
def test_what_a_name_says_itself_is_no_option_beside_it(
    preview_files: Preview, option: str, value: str, form: str
) -> None:
    code, out, err = preview_files(options=["--push", "team/web:1.4.0", option, value])
    assert (code, out) == (2, "")
    assert err == (
        f"tagboat: {option} belongs to --image, and a push by name says it itself. Write --push"
        f" {form}.\n"
    )
