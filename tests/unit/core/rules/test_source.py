"""Rules come from a file at the head that is read, or from the stack's parameters."""

import pytest

from tagboat.core.commit_message import Author
from tagboat.core.errors import FileMissing, FileTooLarge, InvalidRules
from tagboat.core.file_editors.base import VALUE
from tagboat.core.rules.load import Defaults
from tagboat.core.rules.source import RulesFile, RulesFromParameters
from tagboat.core.snapshot import File, Snapshot

DEFAULTS = Defaults(author=Author("Bot", "bot@example.com"), commit_message="Write $IMAGE_TAG")
RULES = b"version: 1\nrules: [{name: web, image: team/web, targets: [{file: tag}]}]\n"


def snapshot(found: File | FileMissing | FileTooLarge) -> Snapshot:
    no_hold = FileMissing("It is not there.")
    return Snapshot("main", "c0ffee", {".tagboat.yaml": found, ".tagboat.hold": no_hold})


def rules_file() -> RulesFile:
    return RulesFile(".tagboat.yaml", DEFAULTS)


def test_nothing_is_known_of_a_file_before_it_is_read() -> None:
    source = rules_file()
    assert list(source.paths) == [".tagboat.yaml", ".tagboat.hold"]
    assert source.last_known is None


def test_a_file_that_has_not_changed_is_not_loaded_again() -> None:
    source = rules_file()
    first = source.load(snapshot(File(RULES)))
    assert source.load(snapshot(File(RULES))) is first is source.last_known


def test_a_file_that_has_changed_is_loaded_again() -> None:
    source = rules_file()
    source.load(snapshot(File(RULES)))
    changed = source.load(snapshot(File(RULES.replace(b"web", b"api"))))
    assert changed.rules[0].images[0].text == "team/api"
    assert source.last_known is changed


def test_a_file_that_does_not_load_leaves_what_was_known_as_a_guess() -> None:
    source = rules_file()
    first = source.load(snapshot(File(RULES)))
    for _ in range(2):
        with pytest.raises(InvalidRules):
            source.load(snapshot(File(b"version: 2")))
    assert source.last_known is first
    assert source.load(snapshot(File(RULES))) is first


def test_a_byte_order_mark_is_no_part_of_the_rules() -> None:
    assert rules_file().load(snapshot(File(b"\xef\xbb\xbf" + RULES))).rules


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (FileMissing("gone"), "There is no rules file .tagboat.yaml on main. Commit one"),
        (FileTooLarge("too large"), "cannot be used: too large"),
        (File(b"\xff"), "not UTF-8"),
        (File(b"a\0"), "not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_is_invalid_rules(
    found: File | FileMissing | FileTooLarge, reason: str
) -> None:
    with pytest.raises(InvalidRules, match=reason):
        rules_file().load(snapshot(found))


def quick_start(
    tags: str = ".+", destination_file: str = "deployed_tags/prod"
) -> RulesFromParameters:
    return RulesFromParameters(
        image="team/web", tags=tags, destination_file=destination_file, defaults=DEFAULTS
    )


def test_the_quick_start_is_one_rule_that_needs_no_file() -> None:
    source = quick_start(tags="v.+")
    assert list(source.paths) == []
    rules = source.load(Snapshot("main", "", {}))
    assert rules is source.last_known
    assert rules.author == DEFAULTS.author
    (rule,) = rules.rules
    assert (rule.name, rule.images[0].text, rule.tags.pattern) == ("quick-start", "team/web", "v.+")
    assert [(target.file.text, target.values[VALUE].text) for target in rule.targets] == [
        ("deployed_tags/prod", "$IMAGE_TAG")
    ]


@pytest.mark.parametrize(("tags", "file"), [("(", "x"), (".+", "../x"), (".+", " "), (" ", "x")])
def test_parameters_that_make_no_rule_are_named(tags: str, file: str) -> None:
    with pytest.raises(InvalidRules, match="the stack's parameters"):
        _ = quick_start(tags, file).last_known


def test_rules_load_before_it_is_known_what_is_held() -> None:
    source = rules_file()
    rules = source.load(Snapshot("main", "c0ffee", {".tagboat.yaml": File(RULES)}))
    assert rules.restraints == ()
    assert source.load(snapshot(File(RULES))) is rules


def test_rules_are_others_once_something_is_held_or_released() -> None:
    source = rules_file()
    files = {".tagboat.yaml": File(RULES), ".tagboat.hold": File(b"all\n")}
    free = source.load(snapshot(File(RULES)))
    held = source.load(Snapshot("main", "c0ffee", dict(files)))
    assert (len(free.restraints), len(held.restraints)) == (0, 1)
    assert source.load(Snapshot("main", "beef", dict(files))) is held
    assert source.load(snapshot(File(RULES))) is free
