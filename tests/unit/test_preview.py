"""A preview decides as the function does: same outcomes, same files, same message."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tagboat.core import image_push
from tagboat.core.commit_message import Author
from tagboat.core.image_push import ImagePush
from tagboat.core.rules.load import Defaults
from tagboat.core.rules.source import RulesFile
from tagboat.preview import preview
from tagboat.update_infra_repo import UpdateInfraRepo
from tagboat.working_copy import WorkingCopy
from tests.in_memory_git_host import InMemoryGitHost

DEFAULTS = Defaults(
    author=Author("Auto Update Bot", "auto-update-bot@example.com"),
    commit_message="Update $DESTINATION_FILE from $OLD_TAG to $IMAGE_TAG",
)
FILES = {
    ".tagboat.yaml": b"""
version: 1
rules:
  - {name: one, image: web, tags: "1.*", targets: [{file: tag}, {file: dev/tag}]}
  - {name: two, image: web, tags: "2.*|11", targets: [{file: tag}]}
  - {name: gone, image: web, tags: "3.*", targets: [{file: dev/tag}, {file: gone}]}
  - {name: api, image: api, targets: [{file: api}]}
""",
    "tag": b"1",
    "dev/tag": b"\xef\xbb\xbf2\r\n",
    "api": b"two\nlines\n",
}


@st.composite
def pushes(draw: st.DrawFn) -> ImagePush:
    tag = draw(st.sampled_from(["1", "11", "2", "21", "3", "4"]))
    time = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(seconds=draw(st.integers(0, 3)))
    event = {
        "id": draw(st.sampled_from("abcdef")),
        "detail-type": "ECR Image Action",
        "source": "aws.ecr",
        "account": "123456789012",
        "time": time.isoformat(),
        "region": "us-east-1",
        "detail": {
            "result": "SUCCESS",
            "action-type": "PUSH",
            "repository-name": draw(st.sampled_from(["web", "web", "web", "api", "other"])),
            "image-digest": f"sha256:{tag[0] * 64}",
            "image-tag": tag,
        },
    }
    return image_push.parse(json.dumps(event))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(pushes(), min_size=1, max_size=6))
def test_a_preview_says_what_the_function_does(tmp_path: Path, pushed: list[ImagePush]) -> None:
    for path, content in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content)
    host = InMemoryGitHost(FILES)
    update = UpdateInfraRepo(
        host, RulesFile(".tagboat.yaml", DEFAULTS), "main", sleep=_no_wait, clock=lambda: 0.0
    )

    said = preview(pushed, RulesFile(".tagboat.yaml", DEFAULTS), WorkingCopy(tmp_path))
    done = update(pushed)

    assert _sorted(said.outcomes) == _sorted(done.outcomes)
    assert [said.message.text] if said.message else [] == host.messages
    assert {change.file for change in said.changes} == {
        path for path, content in FILES.items() if host.content(path) != content
    }
