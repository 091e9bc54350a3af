"""What is remembered of commits: never more than is of use, and nothing of what is not known."""

from datetime import UTC, datetime, timedelta

from tagboat.core.reverts.own_commits import SeenCommit
from tagboat.git_hosts.last_by_others import MOST_REMEMBERED, LastByOthers
from tests.own_messages import OWN

BEGINNING = datetime(2026, 2, 3, tzinfo=UTC)


def commits(count: int, message: str) -> dict[str, SeenCommit]:
    return {
        f"{number}": SeenCommit(
            BEGINNING + timedelta(minutes=number), message, [f"{number - 1}"] if number else []
        )
        for number in range(count)
    }


def test_a_new_commit_is_as_the_one_before_it_if_it_is_tagboat_s_own() -> None:
    remembered = LastByOthers()
    assert remembered.find("0", commits(1, "A person's").get) == BEGINNING
    remembered.made("own", "0", OWN)
    remembered.made("next", "own", OWN)
    assert remembered.known("next") == BEGINNING


def test_nothing_is_known_of_a_commit_on_one_that_was_not_looked_at() -> None:
    remembered = LastByOthers()
    remembered.made("own", "0", OWN)
    assert remembered.known("own") is None
    assert remembered.find("own", commits(0, "").get) is None


def test_a_message_that_had_no_room_for_an_image_does_not_tell_whose_it_is() -> None:
    remembered = LastByOthers()
    remembered.find("0", commits(1, "A person's").get)
    remembered.made("own", "0", "Update 9 images\n\nTagboat-More: 9\n")
    assert remembered.known("own") is None


def test_only_the_last_commits_are_remembered() -> None:
    remembered, count = LastByOthers(), MOST_REMEMBERED + 2
    there = commits(count, "A person's")
    for commit in there:
        remembered.find(commit, there.get)
    assert [one for one in there if remembered.known(one) is None] == ["0", "1"]
    assert remembered.known(f"{count - 1}") == there[f"{count - 1}"].at
