"""Commit messages: what people set, and trailers that git reads."""

import subprocess
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.changes import Change
from tagboat.core.commit_message import CommitMessage, compose
from tests.image_pushes import image_push

WEB = "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/web"


def change(tag: str = "1.1", file: str = "tag", **fields: Any) -> Change:
    push = fields.pop("push", None) or image_push(tag, digest="sha256:" + "0" * 64)
    written: dict[str, Any] = {
        "rule": "web",
        "environment": "",
        "place": "",
        "old": "1.0",
        "message": f"[Auto] Update {file} to {tag}",
    }
    return Change(push=push, file=file, new=tag, **written | fields)


def test_one_message_stands_as_it_was_written() -> None:
    assert compose([change()]) == CommitMessage(
        "[Auto] Update tag to 1.1",
        f"Tagboat-Image: {WEB}:1.1@sha256:{'0' * 64}\nTagboat-Rule: web",
    )


def test_the_first_line_of_a_message_is_the_headline_and_the_rest_the_body() -> None:
    message = compose([change(message="Deploy\r\n\r\nby Tagboat\n")])
    assert message.headline == "Deploy"
    assert message.body.startswith("by Tagboat\n\nTagboat-Image: ")


def test_equal_messages_are_said_once() -> None:
    message = compose(
        [change(file="a", message="Deploy 1.1"), change(file="b", message="Deploy 1.1 ")]
    )
    assert message.headline == "Deploy 1.1"
    assert message.body.count("Tagboat-Image") == 1


def test_several_messages_are_listed_below_what_they_have_in_common() -> None:
    api = image_push("2.0", "team/api")
    message = compose([change(file="a"), change("2.0", "b", push=api, rule="api")])
    assert message.headline == "[Auto] Update 2 files to 2 new tags"
    listed, trailers = message.body.split("\n\n")
    assert listed == "* [Auto] Update a to 1.1\n* [Auto] Update b to 2.0"
    assert trailers.splitlines() == [
        f"Tagboat-Image: {WEB}:1.1@sha256:{'0' * 64}",
        f"Tagboat-Image: {api.reference}",
        "Tagboat-Rule: web",
        "Tagboat-Rule: api",
    ]


def test_one_tag_in_several_files_is_named() -> None:
    assert compose([change(file="a"), change(file="b")]).headline == "[Auto] Update 2 files to 1.1"


def test_one_file_with_several_messages_is_named() -> None:
    message = compose([change("1.1", "a", place="x"), change("1.2", "a", place="y")])
    assert message.headline == "[Auto] Update a to 2 new tags"


def test_a_message_that_expands_to_nothing_is_replaced() -> None:
    assert compose([change(message=" \n")]).headline == "[Auto] Update tag to 1.1"
    two = compose([change(file="a", message=""), change(file="b", message="Deploy b")])
    assert two.headline == "Deploy b"


def test_git_reads_the_trailers() -> None:
    message = compose([change(message="Deploy\n\nReviewed-by: nobody"), change(file="b")])
    read = subprocess.run(
        ["git", "interpret-trailers", "--parse"],
        input=message.text,
        capture_output=True,
        text=True,
        check=True,
    )
    assert read.stdout.splitlines() == message.body.split("\n\n")[-1].splitlines()


messages = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
changes = st.builds(
    change,
    tag=st.sampled_from(["1.1", "1.2"]),
    file=st.sampled_from(["a", "b"]),
    message=messages | st.sampled_from(["", " ", "\n", "Deploy", "Deploy\nit"]),
)


@given(st.lists(changes, min_size=1, max_size=4))
def test_a_message_has_a_headline_of_one_line_and_ends_with_its_trailers(
    made: list[Change],
) -> None:
    message = compose(made)
    assert message.headline.strip()
    assert "\n" not in message.headline
    trailers = message.text.rstrip("\n").split("\n\n")[-1].splitlines()
    assert all(line.startswith(("Tagboat-Image: ", "Tagboat-Rule: ")) for line in trailers)
    assert {line for line in trailers if "Image" in line} == {
        f"Tagboat-Image: {change.push.reference}" for change in made
    }
