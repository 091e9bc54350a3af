"""What is written reads back as it was meant, with comments that change nothing."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tagboat.converters.base import Comment, Gap, Image, Rule, Target, to_do
from tagboat.converters.written import WIDTH, one_line, rules_file
from tagboat.core.commit_message import Author
from tagboat.core.rules.strict_yaml import load_yaml

texts = st.text(
    st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20
) | st.sampled_from(
    [
        "on",
        "1.10",
        "~",
        "- a",
        "a: b",
        "a #b",
        "'",
        '"',
        "\\d",
        "a\nb",
        "\u2028",
        "*",
        "{a}",
        "=",
        "[",
        "x,y",
    ]
)
comments = st.builds(Comment, st.text(st.characters(exclude_categories=["Cs"])), st.booleans())
KEYS = ("file", "yaml", "regex", "value", "marker")
targets = st.builds(
    Target,
    st.dictionaries(st.sampled_from(KEYS), texts, min_size=1) | st.just({"document": 3}),
    st.lists(comments, max_size=2).map(tuple),
)
policies = st.sampled_from(["newest-build"]) | st.builds(
    lambda text: {"semver": {"range": text, "extract": "$v"}}, texts
)
rules = st.builds(
    Rule,
    source=st.text(st.characters(exclude_categories=["Cs"])),
    name=texts,
    image=st.builds(Image, texts, st.none() | texts, st.none() | texts),
    policy=policies,
    targets=st.lists(targets, min_size=1, max_size=3).map(tuple),
    tags=st.none() | texts,
    ignore_tags=st.lists(texts, max_size=2).map(tuple),
    commit_message=st.none() | texts,
    comments=st.lists(comments, max_size=2).map(tuple),
    remarks=st.dictionaries(
        st.sampled_from(["image", "tags", "policy"]), st.lists(comments, max_size=2).map(tuple)
    ),
)
gaps = st.builds(
    Gap, st.text(st.characters(exclude_categories=["Cs"])), st.tuples(comments), st.just("- a: b")
)


def data(rule: Rule, message: str | None) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "name": rule.name,
        "image": rule.image.name,
        "account": rule.image.account,
        "region": rule.image.region,
        "tags": rule.tags,
        "ignore_tags": list(rule.ignore_tags) or None,
        "policy": rule.policy,
        "commit_message": None if rule.commit_message == message else rule.commit_message,
    }
    found = {key: value for key, value in fields.items() if value is not None}
    return found | {"targets": [dict(target.settings) for target in rule.targets]}


@given(st.lists(rules | gaps, max_size=4))
def test_rules_read_back_as_they_were_made(parts: list[Rule | Gap]) -> None:
    found = load_yaml(rules_file(parts))
    made = [part for part in parts if isinstance(part, Rule)]
    message = found.get("commit_message")
    assert found["rules"] == [data(rule, message) for rule in made]
    if message is not None:
        assert {rule.commit_message for rule in made} == {message}


def rule(name: str = "web", **more: Any) -> Rule:
    fields: dict[str, Any] = {
        "source": "a.yaml",
        "name": name,
        "image": Image("team/web"),
        "policy": "newest-build",
        "targets": (Target({"file": "tag"}),),
    }
    return Rule(**fields | more)


def test_a_file_is_laid_out_as_people_write_it() -> None:
    parts: list[Rule | Gap] = [
        rule(
            image=Image("team/web", was="ghcr.io/team/web"),
            tags=r"v?(?<version>\d.+)",
            policy={"semver": {"range": "^1", "extract": "$version"}},
            targets=(
                Target({"file": "deployed/tag"}),
                Target({"file": "**/a.yaml", "yaml": "image.tag", "value": "v$version"}),
                Target({"file": "b.yaml", "regex": "tag: (?<image_tag>.*)"}, (Comment("look"),)),
                Target({}, (to_do("c.yaml is gone"),)),
                Target({"file": f"{'folder/' * 12}c.yaml", "yaml": "image.tag"}),
            ),
            author=Author("Bot", "bot@example.com"),
            commit_message="Update $RULE",
            remarks={"image": (Comment("was ghcr.io/team/web"),)},
        ),
        Gap("b.yaml", (to_do("write it"),), "- name: x\n\n  image: y"),
        rule("api", author=Author("Bot", "bot@example.com"), commit_message="Update $RULE"),
    ]
    assert rules_file(parts) == (
        r"""# Made by `tagboat convert`. Read it, then let `tagboat check` read it.
version: 1
author: {name: Bot, email: bot@example.com}
commit_message: "Update $RULE"
rules:
  # a.yaml
  - name: web
    image: team/web   # was ghcr.io/team/web
    tags: 'v?(?<version>\d.+)'
    policy: {semver: {range: "^1", extract: "$version"}}
    targets:
      - file: deployed/tag
      - {file: "**/a.yaml", yaml: image.tag, value: "v$version"}
      # look
      - {file: b.yaml, regex: 'tag: (?<image_tag>.*)'}
      # To do: c.yaml is gone
      - file: """
        + "folder/" * 12
        + """c.yaml
        yaml: image.tag

  # b.yaml
  # To do: write it
  # - name: x
  #
  #   image: y

  # a.yaml
  - name: api
    image: team/web
    policy: newest-build
    targets:
      - file: tag
"""
    )


def test_a_file_without_rules_is_one_too() -> None:
    assert load_yaml(rules_file([Gap("a", (to_do("b"),))]))["rules"] == []


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_comment_is_lines_that_can_be_printed(text: str) -> None:
    assert one_line(text).isprintable()
    assert not text.isprintable() or one_line(text).split() == text.split()


def test_long_comments_are_wrapped_and_to_do_stands_above() -> None:
    long = " ".join(["word"] * 60)
    text = rules_file([rule(remarks={"image": (to_do("check"),), "policy": (Comment(long),)})])
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "    # To do: check\n    image: team/web\n" in text
