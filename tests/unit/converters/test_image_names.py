"""Which image repository a name in a registry is."""

import pytest

from tagboat.converters.base import Image
from tagboat.converters.image_names import image_of, remark_on


@pytest.mark.parametrize(
    ("reference", "image"),
    [
        (
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/web",
            Image("team/web", "123456789012", "eu-west-1"),
        ),
        (
            "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/web",
            Image("web", "123456789012", "us-gov-west-1"),
        ),
        (
            "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/web",
            Image("web", "123456789012", "cn-north-1"),
        ),
        ("ghcr.io/org/web", Image("org/web", was="ghcr.io/org/web")),
        ("localhost:5000/web", Image("web", was="localhost:5000/web")),
        ("localhost/web", Image("web", was="localhost/web")),
        ("org/web", Image("org/web", was="docker.io/org/web")),
        ("public.ecr.aws/x/web", Image("x/web", was="public.ecr.aws/x/web")),
    ],
)
def test_a_registry_is_no_part_of_the_name(reference: str, image: Image) -> None:
    assert image_of(reference) == image


def test_what_was_in_another_registry_is_said() -> None:
    assert [comment.text for comment in remark_on(image_of("ghcr.io/a/b"))] == ["was ghcr.io/a/b"]
    assert remark_on(image_of("123456789012.dkr.ecr.eu-west-1.amazonaws.com/b")) == ()
