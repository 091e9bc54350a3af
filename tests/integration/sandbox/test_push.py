"""What `python -m sandbox.push` refuses before it asks anyone."""

import pytest

from sandbox import push


@pytest.mark.parametrize(
    ("repository", "tag"),
    [
        ("Team/Web", "v1"),
        ("team//web", "v1"),
        ("team/web", "v1:2"),
        ("team/web", "-v1"),
        ("", "v1"),
    ],
)
def test_an_image_that_ecr_could_not_have_is_refused(
    capsys: pytest.CaptureFixture[str], repository: str, tag: str
) -> None:
    with pytest.raises(SystemExit) as exit_code:
        push.main(["--", repository, tag])
    assert exit_code.value.code == 2
    assert f"Amazon ECR could not have the image {repository}:{tag}." in capsys.readouterr().err
