"""Commit messages: what people set, and trailers that git reads."""

import subprocess
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.changes import Change
from tagboat.core.commit_message import (
    LONGEST_BODY,
    LONGEST_HEADLINE,
    CommitMessage,
    compose,
)
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
        f"Tagboat-Image: {WEB}:1.1@sha256:{'0' * 64}\n"
        "Tagboat-Pushed-At: 2026-03-02T12:00:00Z\nTagboat-Rule: web",
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
    api = image_push("2.0", "team/api", at=9)
    message = compose([change(file="a"), change("2.0", "b", push=api, rule="api")])
    assert message.headline == "[Auto] Update web to 1.1, api to 2.0"
    listed, trailers = message.body.split("\n\n")
    assert listed == "* [Auto] Update a to 1.1\n* [Auto] Update b to 2.0"
    assert trailers.splitlines() == [
        f"Tagboat-Image: {WEB}:1.1@sha256:{'0' * 64}",
        "Tagboat-Pushed-At: 2026-03-02T12:00:00Z",
        "Tagboat-Rule: web",
        f"Tagboat-Image: {api.reference}",
        "Tagboat-Pushed-At: 2026-03-02T12:00:09Z",
        "Tagboat-Rule: api",
    ]


def test_one_tag_in_several_files_is_named() -> None:
    assert compose([change(file="a"), change(file="b")]).headline == "[Auto] Update 2 files to 1.1"


def test_images_of_one_last_name_are_named_in_full() -> None:
    other = image_push("2.0", "shop/web")
    message = compose([change(file="a"), change("2.0", "b", push=other)])
    assert message.headline == "[Auto] Update team/web to 1.1, shop/web to 2.0"


def test_many_images_are_counted() -> None:
    made = [change("1", f"f{n}", push=image_push("1", f"team/n{n}")) for n in range(20)]
    assert compose(made).headline == "[Auto] Update 20 images in 20 files"
    one_file = [
        change("1", "f", push=image_push("1", f"team/n{n}"), message=f"{n}") for n in range(20)
    ]
    assert compose(one_file).headline == "[Auto] Update 20 images in f"


def test_several_rules_of_one_image_are_named_after_it() -> None:
    message = compose([change(file="a", rule="dev"), change(file="b", rule="prod")])
    assert message.body.split("\n\n")[-1].splitlines()[2:] == [
        "Tagboat-Rule: dev",
        "Tagboat-Rule: prod",
    ]


def test_a_headline_that_is_too_long_is_shortened_and_told_in_full_below() -> None:
    long = "Deploy " + "x" * 300
    message = compose([change(message=f"{long}\n\nbecause")])
    assert message.headline == f"{long[: LONGEST_HEADLINE - 1]}…"
    assert message.body.startswith(f"{long}\n\nbecause\n\nTagboat-Image: ")


def test_a_body_that_is_too_long_is_shortened_but_for_the_last_line_of_each_part() -> None:
    made = [
        change("1", f"file-{n}", push=image_push("1", f"team/n{n}"), rule=f"r{n}")
        for n in range(1_000)
    ]
    message = compose(made)
    assert len(message.body) <= LONGEST_BODY
    listed, trailers = message.body.split("\n\n")
    shown = listed.splitlines()
    assert shown[-1] == f"* and {1_000 - len(shown) + 1} more"
    images = trailers.count("Tagboat-Image: ")
    assert trailers.splitlines()[-1] == f"Tagboat-More: {1_000 - images}"
    assert images >= 20


def test_a_single_message_that_is_too_long_leaves_the_trailers_whole() -> None:
    message = compose([change(message="Deploy\n\n" + "x" * 2 * LONGEST_BODY)])
    assert len(message.body) <= LONGEST_BODY
    assert message.body.endswith("Tagboat-Rule: web")


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
    known = ("Tagboat-Image: ", "Tagboat-Pushed-At: ", "Tagboat-Rule: ")
    assert all(line.startswith(known) for line in trailers)
    assert {line for line in trailers if "Image" in line} == {
        f"Tagboat-Image: {change.push.reference}" for change in made
    }
