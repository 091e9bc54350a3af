"""Options that say where the rules are: as the stack's parameters, with the same defaults."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, override

import pytest
import yaml

from tagboat.commands import rules_options
from tests.image_pushes import image_push

TEMPLATE = Path(__file__).parents[3] / "template.yaml"

type Preview = Callable[..., tuple[int, str, str]]


class TemplateLoader(yaml.CSafeLoader):
    """YAML whose intrinsic functions, such as `!Ref`, are left out."""

    @override
    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        return None if node.tag.startswith("!") else super().construct_object(node, deep)


def test_the_defaults_are_those_of_the_templates_parameters() -> None:
    parameters = yaml.load(TEMPLATE.read_text(), TemplateLoader)["Parameters"]
    expected = {
        "RulesFile": rules_options.RULES_FILE,
        "TagPattern": rules_options.TAG_PATTERN,
        "DestinationFile": rules_options.DESTINATION_FILE,
        "CommitMessage": rules_options.COMMIT_MESSAGE,
        "AuthorName": rules_options.AUTHOR.name,
        "AuthorEmail": rules_options.AUTHOR.email,
    }
    assert {name: parameters[name]["Default"] for name in expected} == expected


def test_the_quick_start_needs_no_rules_file(preview: Preview, infra_repo: Path) -> None:
    (infra_repo / ".tagboat.yaml").unlink()
    options = ["--image-repository", "team/web", "--destination-file", "tags/prod"]
    code, out, err = preview(*options, of=[image_push("v2")])
    assert (code, err) == (0, "")
    assert out.startswith("written  team/web:v2  quick-start  the newest build")
    assert "--- a/tags/prod\n+++ b/tags/prod\n@@ -1 +1 @@\n-v1.3.0\n+v2\n" in out


def test_the_quick_starts_pattern_is_matched_against_the_whole_tag(preview: Preview) -> None:
    options = ["--image-repository", "team/web", "--tag-pattern", "v[0-9]"]
    _, out, _ = preview(*options, of=[image_push("v22")])
    assert out.startswith("ignored  team/web:v22  quick-start  the tag does not match 'v[0-9]'\n")


def test_another_rules_file_may_be_named(preview: Preview, infra_repo: Path) -> None:
    (infra_repo / ".tagboat.yaml").rename(infra_repo / "tags" / "rules.yaml")
    code, out, _ = preview("--rules-file", "tags/rules.yaml")
    assert code == 0
    assert "written  team/web:1.4.0  web-dev" in out


def test_the_stacks_commit_message_holds_where_the_rules_file_has_none(preview: Preview) -> None:
    _, out, _ = preview("--commit-message", "Deploy $IMAGE_TAG to $ENVIRONMENT")
    assert "Commit message:\n\n    Deploy 1.4.0 to dev\n\n    Tagboat-Image:" in out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--rules-file", "../rules.yaml"], "--rules-file: '../rules.yaml' leads out of"),
        (["--tag-pattern", "v.+"], "--tag-pattern belongs to the quick start."),
        (["--destination-file", "tag"], "--destination-file belongs to the quick start."),
        (["--rules-file", "a", "--image-repository", "b"], "exclude each other"),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    preview: Preview, options: list[str], said: str
) -> None:
    code, out, err = preview(*options)
    assert (code, out) == (2, "")
    assert said in err
