"""A preview decides as the function does: same outcomes, same files, same message."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.commit_message import Author
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.rules.load import Defaults
from tagboat.core.rules.source import RulesFile
from tagboat.preview import Preview, decide, preview
from tagboat.update_infra_repo import UpdateInfraRepo
from tagboat.working_copy import WorkingCopy
from tests.image_pushes import this_evening
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


def push(tag: str, second: int, *, repository: str = "web", id_: str = "a") -> ImagePush:
    return ImagePush(
        id=id_,
        account="123456789012",
        region="us-east-1",
        repository=repository,
        tag=tag,
        digest=f"sha256:{tag[0] * 64}",
        pushed_at=datetime(2026, 3, 2, 9, 14, second, tzinfo=UTC),
    )


def pushes() -> st.SearchStrategy[ImagePush]:
    return st.builds(
        push,
        st.sampled_from(["1", "11", "2", "21", "3", "4"]),
        st.integers(0, 3),
        repository=st.sampled_from(["web", "web", "web", "api", "other"]),
        id_=st.sampled_from("abcdef"),
    )


@pytest.fixture(scope="module")
def working_copy(tmp_path_factory: pytest.TempPathFactory) -> WorkingCopy:
    root = tmp_path_factory.mktemp("infra")
    for path, content in FILES.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(content)
    return WorkingCopy(root)


def previewed(pushed: list[ImagePush], working_copy: WorkingCopy) -> Preview:
    source = RulesFile(".tagboat.yaml", DEFAULTS)
    rules = source.load(working_copy.read(source.paths))
    return preview(decide(pushed, rules, working_copy, now=this_evening()))


def essence(outcomes: Iterable[Outcome]) -> Counter[tuple[ImagePush, str | None, Kind, str]]:
    """What a preview and the function have in common: an error is worded by where files are."""
    return Counter(
        (
            outcome.push,
            outcome.rule,
            outcome.kind,
            type(outcome.error).__name__ if outcome.error else outcome.reason,
        )
        for outcome in outcomes
    )


@given(st.lists(pushes(), min_size=1, max_size=6))
def test_a_preview_says_what_the_function_does(
    working_copy: WorkingCopy, pushed: list[ImagePush]
) -> None:
    rules = RulesFile(".tagboat.yaml", DEFAULTS)
    host = InMemoryGitHost(FILES)
    update = UpdateInfraRepo(
        host, rules, "main", sleep=lambda _: None, clock=lambda: 0.0, now=this_evening
    )

    said, done = previewed(pushed, working_copy), update(pushed)

    assert essence(said.outcomes) == essence(done.outcomes)
    assert ([said.message.text] if said.message else []) == host.messages
    changed = {path for path, content in FILES.items() if host.content(path) != content}
    assert {change.file for change in said.changes} == set(said.files) == changed


def test_the_outcomes_are_in_the_order_of_the_pushes(working_copy: WorkingCopy) -> None:
    events = [("4", 3, "web"), ("1", 1, "web"), ("x", 2, "other")]
    pushed = [push(tag, second, repository=name) for tag, second, name in events]
    outcomes = previewed(pushed, working_copy).outcomes
    tags = [outcome.push.tag for outcome in outcomes]
    assert tags == sorted(tags, key=["1", "x", "4"].index)
