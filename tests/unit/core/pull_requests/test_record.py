"""What a commit tells of its images is read again as it was written."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tagboat.core import commit_message
from tagboat.core.changes import Change
from tagboat.core.commit_message import CommitMessage
from tagboat.core.image_push import ImagePush
from tagboat.core.pull_requests import record
from tagboat.core.pull_requests.standing import Commit, Person
from tagboat.core.snapshot import File, Snapshot
from tests.image_pushes import image_push, image_pushes

BOT, ANN = Person("A Bot", "bot@example.com"), Person("Ann", "ann@example.com")
GITHUB = Person("GitHub", "noreply@github.com")
BASE = Snapshot("main", "c0ffee", {path: File(b"0\n") for path in ("tag", "other")})
lines = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)


def change(tag: str = "1.0", rule: str = "web", file: str = "tag", **more: Any) -> Change:
    fields: dict[str, Any] = {
        "environment": "",
        "place": "",
        "old": "0",
        "new": tag,
        "message": f"To {tag}",
    }
    return Change(rule=rule, push=image_push(tag), file=file, **fields | more)


def written(*changes: Change) -> CommitMessage:
    return commit_message.compose(changes, record.trailers(changes, BASE))


def commit(message: str, author: Person = BOT, committer: Person = BOT) -> Commit:
    return Commit(id="1" * 40, message=message, author=author, committer=committer)


@given(st.lists(st.builds(change, rule=lines), min_size=1, max_size=3), image_pushes())
def test_a_record_names_every_image_and_rule(changes: list[Change], push: ImagePush) -> None:
    changes = [replace(one, push=push) for one in changes]
    found = record.read(written(*changes).text)
    assert found.complete
    assert found.pushes == (replace(push, id=""),)
    assert found.written == {(one.rule, push.reference) for one in changes}
    assert found.changes == record.fingerprint(changes)


@given(st.text())
def test_any_other_message_is_an_empty_record(message: str) -> None:
    assert record.read(message) == record.Record()


@given(st.lists(st.sampled_from(written(change(), change("2", rule="api")).text.splitlines())))
def test_a_torn_message_never_names_an_image_without_its_time(some: list[str]) -> None:
    found = record.read("\n".join(some))
    assert {push.tag for push in found.pushes} <= {"1.0", "2"}


def test_what_a_message_had_no_room_for_makes_a_record_incomplete() -> None:
    many = [replace(change(), push=image_push(f"{n}.0", f"team/{n}")) for n in range(200)]
    found = record.read(written(*many).text)
    assert not found.complete
    assert found.changes == record.fingerprint(many)


def test_changes_are_told_apart_by_value_place_and_rule() -> None:
    prints = {
        record.fingerprint([one])
        for one in (
            change(),
            change("1.1"),
            change(rule="api"),
            change(file="other"),
            change(place="image.tag"),
            change(new="v1.0"),
        )
    }
    assert len(prints) == 6


def test_what_stood_there_before_makes_no_other_change() -> None:
    assert record.fingerprint([change(old="0.9")]) == record.fingerprint([change(old="0.8")])


@pytest.mark.parametrize(
    ("author", "committer", "own"),
    [
        (BOT, BOT, True),
        (ANN, GITHUB, True),
        (ANN, Person("GitHub Enterprise", "x@y"), True),
        (BOT, ANN, False),
        (BOT, Person("Git Hub", "x@y"), False),
    ],
)
def test_a_commit_is_tagboat_s_own_unless_somebody_has_amended_it(
    author: Person, committer: Person, own: bool
) -> None:
    assert record.is_own(commit(written(change()).text, author, committer), "main") is own


def test_a_commit_without_the_trailer_is_somebody_else_s() -> None:
    assert not record.is_own(commit("Mend it\n", ANN, ANN), "main")
    assert not record.is_own(commit(commit_message.compose([change()]).text), "main")


def test_a_commit_for_another_branch_is_not_one_s_own() -> None:
    assert not record.is_own(commit(written(change()).text), "staging")
