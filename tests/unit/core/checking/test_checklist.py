"""What is known of targets before a push: images by their names, and nothing of their tags."""

import pytest

from tagboat.core.checking.checklist import NeedsPush, before_any_push, checklist_of
from tagboat.core.errors import UnsafePath
from tests.rule_sets import rule, rules


def targets(*files: str) -> list[dict[str, str]]:
    return [{"file": file} for file in files]


def test_files_and_globs_are_named_once_each() -> None:
    found = checklist_of(
        rules(
            rule(targets=targets("b", "*.yaml", "a")),
            rule(targets=targets("a", "*.yaml", "${IMAGE_NAME}/*")),
        )
    )
    assert found.paths == ["b", "a"]
    assert [glob.text for glob in found.globs] == ["*.yaml", "web/*"]


def test_what_is_known_of_an_image_is_its_name_and_what_the_rule_says() -> None:
    (check,) = checklist_of(rules(rule(environment="dev"))).checks
    assert check.at == ("rules", 0, "targets", 0)
    assert check.variables == {
        "RULE": "rule-0",
        "ENVIRONMENT": "dev",
        "IMAGE_REPOSITORY": "team/web",
        "IMAGE_NAME": "web",
    }


def test_each_image_is_checked_and_all_globs_together() -> None:
    images = ["team/web", "team/*", "team/api", "other/*"]
    found = checklist_of(rules(rule(image=images, targets=targets("$IMAGE_NAME"))))
    assert found.paths == ["web", "api"]
    assert [isinstance(check.files, NeedsPush) for check in found.checks] == [False, True, False]
    assert [check.repository for check in found.checks] == ["team/web", None, "team/api"]


@pytest.mark.parametrize(
    ("name", "of_glob"),
    [("IMAGE_NAME", True), ("IMAGE_REPOSITORY", True), ("IMAGE_URI", False), ("IMAGE_TAG", False)],
)
def test_what_a_list_of_images_would_tell_is_told_from_what_only_a_push_does(
    name: str, *, of_glob: bool
) -> None:
    (check,) = checklist_of(rules(rule(image="team/*", targets=targets(f"${name}")))).checks
    assert isinstance(check.files, NeedsPush)
    assert check.files.of_glob == of_glob
    assert ("list the images" in str(check.files)) == of_glob


@pytest.mark.parametrize("name", ["IMAGE_TAG", "IMAGE_DIGEST", "IMAGE_URI", "PUSHED_AT", "branch"])
def test_a_file_that_only_a_push_tells_is_named_by_none(name: str) -> None:
    rule_set = rules(rule(tags="(?<branch>.+)", targets=targets(f"a/${name}")))
    found = checklist_of(rule_set)
    (check,) = found.checks
    assert (found.paths, found.globs) == ([], [])
    assert str(check.files) == f"it depends on ${name}, which only a push tells"


def test_a_path_that_leads_out_of_the_repository_is_kept_as_the_error_that_it_is() -> None:
    rule_set = rules(rule(environment="..", targets=targets("$ENVIRONMENT/tag")))
    (check,) = checklist_of(rule_set).checks
    assert isinstance(check.files, UnsafePath)


def test_a_missing_key_that_is_no_variable_is_a_mistake_of_our_own() -> None:
    (one,) = rules(rule()).rules
    nothing: dict[str, str] = {}
    with pytest.raises(KeyError), before_any_push(one):
        nothing["somewhere"]
