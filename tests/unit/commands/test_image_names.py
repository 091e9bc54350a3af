"""Names of images as people paste them, with an ECR registry before them or a digest behind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.commands.image_names import split_name
from tests.image_pushes import image_push, tags

DIGEST = f"sha256:{'5' * 64}"
ECR = {"account": "123456789012", "region": "us-east-1"}


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("team/web", {"image": "team/web"}),
        ("web:v1", {"image": "web", "tag": "v1"}),
        ("team/web:", {"image": "team/web", "tag": ""}),
        (f"team/web@{DIGEST}", {"image": "team/web", "digest": DIGEST}),
        (f"team/web:v1@{DIGEST}", {"image": "team/web", "tag": "v1", "digest": DIGEST}),
        ("", {"image": ""}),
    ],
)
@pytest.mark.parametrize(
    ("registry", "also"),
    [
        ("", {}),
        ("123456789012.dkr.ecr.us-east-1.amazonaws.com/", ECR),
        ("123456789012.dkr.ecr-fips.us-east-1.amazonaws.com/", ECR),
        ("123456789012.dkr-ecr.us-east-1.on.aws/", ECR),
        (
            "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/",
            {"account": "123456789012", "region": "cn-north-1"},
        ),
    ],
)
def test_a_name_has_its_parts(
    registry: str, also: dict[str, str], name: str, parts: dict[str, str]
) -> None:
    assert split_name(registry + name) == parts | also


@pytest.mark.parametrize(
    "registry",
    [
        "ghcr.io",
        "localhost",
        "localhost:5000",
        "host:5000",
        "public.ecr.aws",
        "1234.dkr.ecr.us-east-1.amazonaws.com",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com:443",
        "123456789012.dkr.ecr.amazonaws.com",
    ],
)
def test_another_registry_is_refused(registry: str) -> None:
    with pytest.raises(ValueError, match="give the ECR repository without its registry") as caught:
        split_name(f"{registry}/team/web:1")
    assert str(caught.value).startswith(f"{registry} is another registry than Amazon ECR's;")


@given(tags, st.sampled_from(["us-east-1", "cn-north-1", "us-isob-east-1", "eu-isoe-west-1"]))
def test_every_reference_of_a_push_is_read_back(tag: str, region: str) -> None:
    push = image_push(tag, region=region)
    assert split_name(push.reference) == {
        "image": push.repository,
        "tag": push.tag,
        "digest": push.digest,
        "account": push.account,
        "region": region,
    }


@given(st.text(max_size=40))
def test_any_text_is_made_of_its_parts_or_is_of_another_registry(text: str) -> None:
    registry, slash, _ = text.partition("@")[0].partition("/")
    if slash and (registry == "localhost" or "." in registry or ":" in registry):
        with pytest.raises(ValueError, match="another registry"):
            split_name(text)
        return
    parts = split_name(text)
    joined = parts["image"]
    joined += f":{parts['tag']}" if "tag" in parts else ""
    joined += f"@{parts['digest']}" if "digest" in parts else ""
    assert joined == text
