"""Never backwards: ECR says what was pushed last, whatever order its events come in."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.commit_message import Author
from tagboat.core.errors import RegistryUnavailable
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.rules.load import Defaults
from tagboat.core.rules.source import RulesFile
from tagboat.core.snapshot import File
from tagboat.update_infra_repo import UpdateInfraRepo
from tests.image_pushes import NOON, image_push, this_evening
from tests.in_memory_git_host import InMemoryGitHost
from tests.in_memory_registry import InMemoryRegistry

RULES = b"""
version: 1
rules:
  - {name: web, image: team/web, targets: [{file: tags/web}]}
  - name: whole
    image: team/whole
    targets: [{file: whole.yaml, yaml: image, value: "$IMAGE_URI:$IMAGE_TAG@$IMAGE_DIGEST"}]
  - name: moving
    image: team/moving
    policy: {digest: latest}
    targets: [{file: digest.yaml, yaml: digest, value: $IMAGE_DIGEST}]
  - name: version
    image: team/version
    policy: {semver: "*"}
    targets: [{file: version.yaml, yaml: image, value: "$IMAGE_URI:$IMAGE_TAG@$IMAGE_DIGEST"}]
  - {name: asked, image: team/asked, targets: [{file: tags/asked}], deliver: pull_request}
"""
FILES = {
    ".tagboat.yaml": RULES,
    "tags/web": b"0.9\n",
    "whole.yaml": b"image: nothing\n",
    "digest.yaml": b"digest: nothing\n",
    "version.yaml": b"image: nothing\n",
    "tags/asked": b"0.9\n",
}
DEFAULTS = Defaults(author=Author("Bot", "bot@example.com"), commit_message="To $IMAGE_TAG")
OLDER, NEWER = image_push("1.0", at=0), image_push("1.1", at=1)


class Repo:
    """The use case over fakes; each call is another function, which remembers nothing."""

    def __init__(self, *pushes: ImagePush) -> None:
        self.host = InMemoryGitHost(FILES)
        self.registry = InMemoryRegistry(*pushes)
        self.slept: list[float] = []

    def function(self) -> UpdateInfraRepo:
        return UpdateInfraRepo(
            self.host,
            RulesFile(".tagboat.yaml", DEFAULTS),
            "main",
            registry=lambda: self.registry,
            sleep=self.slept.append,
            clock=lambda: 0.0,
            now=this_evening,
        )

    def deliver(self, *pushes: ImagePush) -> list[Outcome]:
        return list(self.function()(pushes).outcomes)

    def outcome(self, push: ImagePush) -> tuple[Kind, str]:
        (outcome,) = self.deliver(push)
        return outcome.kind, outcome.reason


def digest(number: int) -> str:
    return f"sha256:{number:064x}"


def test_a_late_push_is_not_written_over_a_newer_one_by_a_function_that_has_just_started() -> None:
    repo = Repo(OLDER, NEWER)
    assert repo.outcome(NEWER) == (
        Kind.WRITTEN,
        "the newest build, pushed at 2026-03-02T12:00:01Z",
    )
    kind, reason = repo.outcome(OLDER)
    assert kind is Kind.OLDER
    assert reason == (
        "tags/web: 1.1 is there already and was pushed at 2026-03-02T12:00:01Z, this one at"
        " 2026-03-02T12:00:00Z"
    )
    assert repo.host.content("tags/web") == b"1.1\n"
    assert len(repo.host.messages) == 1


seconds = st.integers(0, 20)
unique_pushes = st.lists(
    st.tuples(st.sampled_from(["team/web", "team/whole"]), seconds, st.integers(0, 3)),
    min_size=1,
    max_size=8,
)


@given(unique_pushes, st.data())
def test_in_whatever_order_events_come_the_image_that_was_pushed_last_stays(
    drawn: list[tuple[str, int, int]], data: st.DataObject
) -> None:
    """Also where several were pushed in the same second, and events have another time than ECR."""
    pushes = [
        image_push(f"v{n}", image, at=at + skew, digest=digest(n * 7919 % 997))
        for n, (image, at, skew) in enumerate(drawn)
    ]
    repo = Repo()
    for push, (_, at, _skew) in zip(pushes, drawn, strict=True):
        repo.registry.push(push, at=NOON + timedelta(seconds=at))
    events = data.draw(st.permutations([*pushes, *pushes[:2]]))
    functions = [repo.function(), repo.function()]
    while events:
        size, which = data.draw(st.integers(1, 3)), data.draw(st.integers(0, 2))
        batch, events = events[:size], events[size:]
        update = functions[which] if which < 2 else repo.function()
        update(batch)
    for image, path in (("team/web", "tags/web"), ("team/whole", "whole.yaml")):
        own = [push for push in pushes if push.repository == image]
        if own:
            last = max(own, key=lambda push: (repo.registry.times[push.digest], push.digest))
            content = repo.host.content(path).decode()
            assert content.strip() == (
                last.tag if path == "tags/web" else f"image: {last.reference}"
            )


def test_events_decide_nothing_where_their_times_are_not_ecr_s() -> None:
    repo = Repo()
    first = image_push("1.0", at=5, digest=digest(1))
    second = image_push("1.1", at=4, digest=digest(2))
    repo.registry.push(first, at=NOON)
    repo.registry.push(second, at=NOON + timedelta(seconds=1))
    kinds = {one.push.tag: one.kind for one in repo.deliver(first, second)}
    assert kinds == {"1.0": Kind.OLDER, "1.1": Kind.WRITTEN}
    update = repo.function()
    update([second])
    assert update([first]).outcomes[0].kind is Kind.OLDER
    assert repo.host.content("tags/web") == b"1.1\n"


@pytest.mark.parametrize(("minutes", "kind"), [(15, Kind.OLDER), (16, Kind.WRITTEN)])
def test_an_image_that_gets_another_tag_much_later_is_as_new_as_its_event(
    minutes: int, kind: Kind
) -> None:
    repo = Repo(image_push("build-1", digest=digest(1)), image_push("build-2", at=60))
    repo.deliver(image_push("build-2", at=60))
    again = repo.registry.push(image_push("release", at=60 * minutes, digest=digest(1)))
    assert repo.outcome(again)[0] is kind


@pytest.mark.parametrize("minutes", [1, 60])
def test_another_tag_of_the_image_that_is_there_is_written(minutes: int) -> None:
    repo = Repo(image_push("build-1", digest=digest(1)))
    update = repo.function()
    update([image_push("build-1", digest=digest(1))])
    again = repo.registry.push(image_push("a-release", at=60 * minutes, digest=digest(1)))
    assert update([again]).outcomes[0].kind is Kind.WRITTEN


@pytest.mark.parametrize("there", ["gone", "TODO"])
def test_what_ecr_does_not_know_is_written_over(there: str) -> None:
    repo = Repo(OLDER)
    repo.host.push({"tags/web": File(f"{there}\n".encode())})
    assert repo.outcome(OLDER)[0] is Kind.WRITTEN


def test_a_registry_is_asked_about_nothing_that_is_no_image() -> None:
    repo = Repo(image_push("1.0", "team/whole"))
    for there in ("team/whole:not a tag", "team/whole:1.1@sha256:12", "team/api:0.9", '""'):
        repo.host.push({"whole.yaml": File(f"image: {there}\n".encode())})
        repo.registry.asked.clear()
        repo.deliver(image_push("1.0", "team/whole"))
        assert repo.registry.asked in ([("team/whole", ["1.0"])], [("team/whole", ["1.0", "1.1"])])


def test_a_tag_that_somebody_has_pinned_counts_too() -> None:
    repo = Repo(OLDER, image_push("by-hand", at=9))
    repo.host.push({"tags/web": File(b"by-hand\n")})
    assert repo.outcome(OLDER)[0] is Kind.OLDER


def test_a_digest_that_has_no_tag_any_more_counts_too() -> None:
    repo = Repo()
    first = repo.registry.push(image_push("1.0", "team/whole", digest=digest(1)))
    second = repo.registry.push(image_push("1.1", "team/whole", at=1, digest=digest(2)))
    repo.deliver(second)
    repo.registry.delete(second)
    assert repo.outcome(first)[0] is Kind.OLDER


def test_a_target_that_tells_no_tag_stays_with_the_one_beside_it() -> None:
    rules = b"""
version: 1
rules:
  - name: two
    image: team/web
    tags: '(?<branch>[a-z]+)-[0-9]+'
    targets: [{file: tags/web}, {file: branch, value: $branch}]
"""
    older, newer = image_push("main-1"), image_push("fix-2", at=1)
    repo = Repo(older, newer)
    repo.host.push({".tagboat.yaml": File(rules), "branch": File(b"none\n")})
    repo.deliver(newer)
    assert repo.outcome(older)[0] is Kind.OLDER
    assert repo.host.content("branch") == b"fix\n"


def test_a_tag_that_is_gone_is_not_written() -> None:
    repo = Repo(OLDER)
    repo.registry.delete(OLDER)
    assert repo.outcome(OLDER) == (Kind.IGNORED, "the image is not in ECR any more")
    assert repo.host.messages == []


def test_the_next_best_is_written_in_place_of_a_tag_that_is_gone() -> None:
    repo = Repo(OLDER, NEWER)
    repo.registry.delete(NEWER)
    kinds = {one.push.tag: one.kind for one in repo.deliver(OLDER, NEWER)}
    assert kinds == {"1.0": Kind.WRITTEN, "1.1": Kind.IGNORED}


@pytest.mark.parametrize("image", ["team/whole", "team/moving", "team/version"])
def test_only_what_a_tag_is_now_is_written(image: str) -> None:
    tag = "1.0.0" if image == "team/version" else "latest"
    repo = Repo()
    first = repo.registry.push(image_push(tag, image, digest=digest(1), id="1"))
    second = repo.registry.push(image_push(tag, image, at=1, digest=digest(2), id="2"))
    assert repo.outcome(second)[0] is Kind.WRITTEN
    assert repo.outcome(first) == (Kind.OLDER, f"the tag was moved to {digest(2)} in ECR")
    back = repo.registry.push(image_push(tag, image, at=2, digest=digest(1), id="3"))
    assert repo.outcome(back)[0] is Kind.WRITTEN
    assert repo.outcome(second) == (Kind.OLDER, f"the tag was moved to {digest(1)} in ECR")
    assert repo.outcome(first)[0] is Kind.UNCHANGED


def test_a_moved_tag_is_written_though_its_event_tells_an_earlier_time_than_the_last_one() -> None:
    """Events are a second or two later than ECR's times, some more than others."""
    repo = Repo()
    update = repo.function()
    first = image_push("1.0", "team/version", at=2, digest=digest(1))
    second = image_push("1.0", "team/version", at=1, digest=digest(2))
    repo.registry.push(first, at=NOON)
    assert [one.kind for one in update([first]).outcomes] == [Kind.WRITTEN]
    repo.registry.push(second, at=NOON + timedelta(seconds=1))
    assert [one.kind for one in update([second]).outcomes] == [Kind.WRITTEN]
    assert [one.kind for one in update([first]).outcomes] == [Kind.OLDER]
    assert repo.host.content("version.yaml") == f"image: {second.reference}\n".encode()


def test_a_moved_tag_s_own_event_writes_it() -> None:
    repo = Repo()
    first = repo.registry.push(image_push("latest", "team/moving", digest=digest(1)))
    second = repo.registry.push(image_push("latest", "team/moving", at=1, digest=digest(2)))
    assert repo.outcome(first)[0] is Kind.OLDER
    assert repo.host.messages == []
    assert repo.outcome(second)[0] is Kind.WRITTEN


def test_a_pull_request_proposes_nothing_older_and_keeps_what_it_has() -> None:
    older, newer = image_push("1.0", "team/asked"), image_push("1.1", "team/asked", at=1)
    gone = image_push("1.2", "team/asked", at=2)
    repo = Repo(older, newer)
    assert repo.outcome(newer)[0] is Kind.PROPOSED
    assert repo.outcome(older)[0] is Kind.OLDER
    assert repo.outcome(gone) == (Kind.IGNORED, "the image is not in ECR any more")
    (asked,) = repo.host.pull_requests
    assert repo.host.content("tags/asked", asked.branch) == b"1.1\n"
    repo.host.merge(asked.number)
    assert repo.outcome(older)[0] is Kind.OLDER
    assert len(repo.host.pull_requests) == 1


def test_a_registry_that_may_not_be_asked_leaves_the_order_to_events_and_says_so() -> None:
    repo = Repo(OLDER, NEWER)
    repo.registry.denied = "ECR could not be asked, for the role lacks ecr:DescribeImages"
    update = repo.function()
    (outcome,) = update([NEWER]).outcomes
    assert outcome.reason == (
        "the newest build, pushed at 2026-03-02T12:00:01Z; the event's time counts, since ECR could"
        " not be asked, for the role lacks ecr:DescribeImages"
    )
    assert update([OLDER]).outcomes[0].reason == "1.1 was pushed later and is written"
    assert repo.outcome(OLDER)[0] is Kind.WRITTEN


def test_a_registry_that_does_not_answer_is_asked_again() -> None:
    repo = Repo(OLDER)
    repo.registry.fail_next = RegistryUnavailable("ECR did not answer")
    assert repo.outcome(OLDER)[0] is Kind.WRITTEN
    assert len(repo.slept) == 1


def test_a_batch_asks_once_for_each_image_repository_even_if_the_head_moves() -> None:
    pushes = [
        image_push(tag, image, at=at)
        for image in ("team/web", "team/whole", "team/moving")
        for at, tag in enumerate(["1.0", "1.1", "latest"])
    ]
    repo = Repo(*pushes, image_push("0.9", at=-9))

    def move() -> None:
        repo.host.before_commit = lambda: None
        repo.host.push({"other": File(b"")})

    repo.host.before_commit = move
    result = repo.function()(pushes)
    assert (result.conflicts, len(result.commits)) == (1, 1)
    assert sorted(repo.registry.asked) == [
        ("team/moving", ["latest"]),
        ("team/web", ["0.9", "1.0", "1.1", "latest"]),
        ("team/whole", ["1.0", "1.1", "latest", "nothing"]),
    ]


def test_what_ranks_by_itself_is_not_asked_about() -> None:
    repo = Repo()
    first = image_push("1.0.0", "team/version")
    assert repo.outcome(first)[0] is Kind.WRITTEN
    assert repo.outcome(image_push("1.1.0", "team/version"))[0] is Kind.WRITTEN
    assert repo.outcome(first)[0] is Kind.OLDER
    assert repo.outcome(image_push("1.0", "team/unknown"))[0] is Kind.IGNORED
    assert repo.registry.asked == []
