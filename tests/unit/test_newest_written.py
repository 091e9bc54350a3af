"""A function that stays warm does not write an older push over a newer one of its own."""

import json

import pytest

from tagboat.core import errors
from tagboat.core.commit_message import Author
from tagboat.core.outcomes import Kind
from tagboat.core.rules.load import Defaults
from tagboat.core.rules.source import RulesFile
from tagboat.core.snapshot import File
from tagboat.update_infra_repo import UpdateInfraRepo
from tests.image_pushes import image_push, this_evening
from tests.in_memory_git_host import InMemoryGitHost

RULES = b"""
version: 1
rules:
  - {name: web, image: team/web, targets: [{file: tags/web}]}
  - {name: broken, image: team/web, targets: [{file: tags/missing}]}
"""
DEFAULTS = Defaults(author=Author("Bot", "bot@example.com"), commit_message="To $IMAGE_TAG")
OLDER, NEWER = image_push("1.0", at=0), image_push("1.1", at=1)


def updating(host: InMemoryGitHost) -> UpdateInfraRepo:
    rules = RulesFile(".tagboat.yaml", DEFAULTS)
    return UpdateInfraRepo(
        host, rules, "main", sleep=lambda _: None, clock=lambda: 0.0, now=this_evening
    )


def test_pushes_that_come_back_for_another_rule_do_not_take_turns() -> None:
    host = InMemoryGitHost({".tagboat.yaml": RULES, "tags/web": b"0.9\n"})
    update = updating(host)
    for push in (OLDER, NEWER, OLDER, NEWER, OLDER):
        (web, broken) = update([push]).outcomes
        assert broken.kind is Kind.FAILED
    assert web.kind is Kind.OLDER
    assert web.reason == "1.1 was pushed later and is written"
    assert host.content("tags/web") == b"1.1\n"
    assert len(host.messages) == 2


def test_a_newer_push_that_was_there_already_counts_too() -> None:
    host = InMemoryGitHost({".tagboat.yaml": RULES, "tags/web": b"1.1\n"})
    update = updating(host)
    update([NEWER])
    assert update([OLDER]).outcomes[0].kind is Kind.OLDER
    assert host.messages == []


def test_what_was_not_written_does_not_hold_back_an_older_push() -> None:
    host = InMemoryGitHost({".tagboat.yaml": RULES, "tags/web": b"0.9\n"})
    update = updating(host)
    host.before_commit = _refuse
    assert update([NEWER]).outcomes[0].kind is Kind.FAILED
    host.before_commit = lambda: None
    assert update([OLDER]).outcomes[0].kind is Kind.WRITTEN


def _refuse() -> None:
    raise errors.BranchProtected("no commits")


def test_a_single_push_whose_commit_is_refused_names_its_rules() -> None:
    host = InMemoryGitHost({".tagboat.yaml": RULES, "tags/web": b"0.9\n"})
    host.before_commit = _refuse_this_one
    outcomes = updating(host)([NEWER]).outcomes
    assert {outcome.rule for outcome in outcomes} == {"web", "broken"}
    assert {type(outcome.error) for outcome in outcomes} == {
        errors.CommitRefused,
        errors.FileMissing,
    }


@pytest.mark.parametrize("policy", ["newest-build", {"semver": "*"}])
def test_what_was_written_and_is_not_there_any_more_is_written_again(policy: object) -> None:
    """By a reconcile as well, to which ECR tells an earlier time than the event did."""
    rules = {"name": "web", "image": "team/web", "policy": policy, "targets": [{"file": "tag"}]}
    text = json.dumps({"version": 1, "rules": [rules]}).encode()
    host = InMemoryGitHost({".tagboat.yaml": text, "tag": b"TODO"})
    update = updating(host)
    update([image_push("1.0", at=1)])
    host.push({"tag": None})
    host.push({"tag": File(b"TODO")})
    (outcome,) = update([image_push("1.0", at=0, id="")]).outcomes
    assert (outcome.kind, host.content("tag")) == (Kind.WRITTEN, b"1.0")


def _refuse_this_one() -> None:
    raise errors.CommitRefused("too large")


def test_what_other_rules_have_written_is_forgotten_with_them() -> None:
    host = InMemoryGitHost({".tagboat.yaml": RULES, "tags/web": b"0.9\n", "tags/prod": b"0.9\n"})
    update = updating(host)
    update([NEWER])
    changed = RULES.replace(b"{file: tags/web}", b"{file: tags/prod}")
    host.push({".tagboat.yaml": File(changed)})
    assert update([OLDER]).outcomes[0].kind is Kind.WRITTEN
    assert host.content("tags/prod") == b"1.0\n"


def test_images_of_different_environments_do_not_hold_each_other_back() -> None:
    rules = b"""
version: 1
rules:
  - {name: web, image: team/web, tags: '(?<env>dev|qa)-.*', targets: [{file: "tags/$env"}]}
"""
    host = InMemoryGitHost({".tagboat.yaml": rules, "tags/dev": b"0\n", "tags/qa": b"0\n"})
    update = updating(host)
    update([image_push("qa-9", at=9)])
    outcomes = update([image_push("dev-1", at=1), image_push("dev-2", at=2)]).outcomes
    assert [outcome.kind for outcome in outcomes] == [Kind.OLDER, Kind.WRITTEN]
    assert (host.content("tags/dev"), host.content("tags/qa")) == (b"dev-2\n", b"qa-9\n")
