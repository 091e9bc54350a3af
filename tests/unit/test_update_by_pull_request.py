"""Pushes become one pull request for each branch that the rules name, and people have their say."""

from collections.abc import Callable

import pytest

from tagboat.core import errors
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.pull_requests.standing import State
from tagboat.core.rules.source import RulesFile
from tagboat.core.snapshot import File
from tagboat.update_infra_repo import UpdateInfraRepo
from tests.image_pushes import image_push, this_evening
from tests.in_memory_git_host import InMemoryGitHost
from tests.in_memory_pull_requests import Asked
from tests.rule_sets import DEFAULTS

RULES = b"""
version: 1
rules:
  - name: web
    image: team/web
    policy: {semver: "*"}
    targets: [{file: tags/web}]
    deliver: pull_request
  - {name: api, image: team/api, targets: [{file: tags/api}]}
  - name: job
    image: team/job
    targets: [{file: tags/job}]
    deliver: {pull_request: {branch: all-of-it, auto_merge: squash, labels: ["$RULE"]}}
  - name: cron
    image: team/cron
    targets: [{file: tags/cron}]
    deliver: {pull_request: {branch: all-of-it, auto_merge: squash, reviewers: [ann]}}
"""
FILES = {".tagboat.yaml": RULES} | {
    f"tags/{name}": b"0.1.0\n" for name in ("web", "api", "job", "cron")
}
BRANCH = "tagboat/main/web"


class Repo:
    """The use case over the fake."""

    def __init__(self) -> None:
        self.host = InMemoryGitHost(FILES)
        self.slept: list[float] = []
        self.update = self.restarted()

    def restarted(self) -> UpdateInfraRepo:
        """A function that remembers nothing."""
        rules = RulesFile(".tagboat.yaml", DEFAULTS)
        return UpdateInfraRepo(
            self.host, rules, "main", sleep=self.slept.append, clock=lambda: 0.0, now=this_evening
        )

    def push(self, tag: str, image: str = "team/web", *, at: float = 0) -> Outcome:
        """What becomes of a push whose function has just started."""
        self.update = self.restarted()
        (outcome,) = self.update([image_push(tag, image, at=at)]).outcomes
        return outcome

    @property
    def open(self) -> list[Asked]:
        return [one for one in self.host.pull_requests if one.state is State.OPEN]

    def proposed(self, path: str = "tags/web", branch: str = BRANCH) -> str:
        return self.host.content(path, branch).decode().strip()

    def edited_by_hand(self, text: str, path: str = "tags/web", branch: str = "main") -> None:
        self.host.push({path: File(f"{text}\n".encode())}, branch)


@pytest.fixture
def repo() -> Repo:
    return Repo()


def test_a_push_becomes_a_pull_request_and_the_branch_stays_as_it_is(repo: Repo) -> None:
    outcome = repo.push("1.0.0")
    (asked,) = repo.open
    assert outcome.kind is Kind.PROPOSED
    assert outcome.pull_request == "https://git.example.com/pull/1"
    assert outcome.reason.endswith("; in #1")
    assert outcome.commit is None
    assert (asked.branch, asked.base, asked.draft) == (BRANCH, "main", False)
    assert asked.title == "[Auto] Update tags/web to 1.0.0"
    assert "| `0.1.0` → `1.0.0` | `tags/web` |" in asked.body
    assert repo.proposed() == "1.0.0"
    assert repo.host.content("tags/web") == b"0.1.0\n"


def test_a_newer_image_changes_the_open_pull_request_in_place(repo: Repo) -> None:
    repo.push("1.0.0")
    assert repo.push("1.1.0", at=1).kind is Kind.PROPOSED
    (asked,) = repo.host.pull_requests
    assert asked.title == "[Auto] Update tags/web to 1.1.0"
    assert "| `0.1.0` → `1.1.0` |" in asked.body
    assert repo.proposed() == "1.1.0"


def test_the_same_push_again_changes_nothing(repo: Repo) -> None:
    repo.push("1.0.0")
    before = dict(repo.host.branches)
    outcome = repo.push("1.0.0")
    assert (outcome.kind, outcome.reason) == (Kind.UNCHANGED, "#1 proposes it already")
    assert outcome.pull_request == "https://git.example.com/pull/1"
    assert repo.host.branches == before


def test_an_older_image_does_not_replace_what_is_proposed(repo: Repo) -> None:
    repo.push("1.1.0", at=1)
    assert repo.push("1.0.0").kind is Kind.OLDER
    assert repo.proposed() == "1.1.0"


def test_a_later_push_of_a_lower_version_does_not_replace_what_is_proposed(repo: Repo) -> None:
    repo.push("1.1.0")
    assert repo.push("1.0.0", at=9).kind is Kind.OLDER
    assert repo.proposed() == "1.1.0"


def test_what_a_pull_request_carries_stays_when_another_image_joins_it(repo: Repo) -> None:
    repo.push("1", "team/job")
    assert repo.push("2", "team/cron", at=1).kind is Kind.PROPOSED
    (asked,) = repo.open
    assert asked.title == "[Auto] Update job to 1, cron to 2"
    assert (asked.labels, asked.branch) == (["job"], "all-of-it")
    assert repo.proposed("tags/job", "all-of-it") == "1"
    assert repo.proposed("tags/cron", "all-of-it") == "2"


def test_what_another_function_has_just_committed_is_not_lost_by_opening_it(repo: Repo) -> None:
    repo.push("1", "team/job")
    repo.host.pull_requests.clear()  # It has not opened it yet, or its time was over.
    assert repo.push("2", "team/cron", at=1).kind is Kind.PROPOSED
    assert repo.proposed("tags/job", "all-of-it") == "1"
    assert repo.proposed("tags/cron", "all-of-it") == "2"


def test_commits_and_pull_requests_of_one_batch_are_made_together(repo: Repo) -> None:
    pushes = [image_push("1.0.0"), image_push("2", "team/api"), image_push("3", "team/job")]
    result = repo.update(pushes)
    kinds = {outcome.push.repository: outcome.kind for outcome in result.outcomes}
    assert kinds == {
        "team/web": Kind.PROPOSED,
        "team/api": Kind.WRITTEN,
        "team/job": Kind.PROPOSED,
    }
    assert (len(result.commits), len(result.pull_requests)) == (1, 2)
    assert repo.host.content("tags/api") == b"2\n"
    for one in repo.open:
        assert repo.host.content("tags/api", one.branch) == b"2\n", "it is on the newest commit"


def test_a_pull_request_that_the_branch_has_overtaken_is_closed_with_a_comment(
    repo: Repo,
) -> None:
    repo.push("1.0.0")
    repo.edited_by_hand("2.0.0")
    outcome = repo.push("1.1.0", at=1)
    (asked,) = repo.host.pull_requests
    assert (outcome.kind, asked.state) == (Kind.OLDER, State.CLOSED)
    assert asked.comments[0].startswith("main has what this pull request proposes")
    assert repo.host.content("tags/web") == b"2.0.0\n"


def test_a_closed_pull_request_is_not_opened_again_for_the_same_image(repo: Repo) -> None:
    repo.push("1.0.0")
    repo.host.close(1, "ann")
    outcome = repo.push("1.0.0")
    assert outcome.kind is Kind.HELD
    assert outcome.reason == "#1 was closed by ann; a newer image is proposed again"
    assert outcome.pull_request == "https://git.example.com/pull/1"
    assert len(repo.host.pull_requests) == 1


@pytest.mark.parametrize("branch_stays", [True, False])
def test_a_newer_image_is_proposed_anew_after_the_last_one_was_closed(
    repo: Repo, branch_stays: bool
) -> None:
    repo.push("1.0.0")
    repo.host.close(1, "ann")
    if not branch_stays:
        del repo.host.branches[BRANCH]
    assert repo.push("0.9.0", at=2).kind is Kind.OLDER
    assert repo.push("1.1.0", at=1).kind is Kind.PROPOSED
    assert [one.number for one in repo.open] == [2]
    assert len(repo.host.branches[BRANCH]) == 2, "the old commit is not in it"


def test_other_images_of_a_closed_pull_request_stay_out_of_the_next_one(repo: Repo) -> None:
    repo.push("1", "team/job")
    repo.push("1", "team/cron", at=1)
    repo.host.close(1)
    assert repo.push("2", "team/job", at=2).kind is Kind.PROPOSED
    assert repo.proposed("tags/job", "all-of-it") == "2"
    assert repo.proposed("tags/cron", "all-of-it") == "0.1.0"


def test_what_was_merged_is_unchanged(repo: Repo) -> None:
    repo.push("1.0.0")
    repo.host.merge(1)
    assert repo.push("1.0.0").kind is Kind.UNCHANGED
    assert repo.push("1.1.0", at=1).kind is Kind.PROPOSED
    assert [one.number for one in repo.open] == [2]


def test_what_was_merged_and_taken_back_is_not_proposed_again(repo: Repo) -> None:
    repo.push("1.0.0")
    repo.host.merge(1, "ann")
    repo.edited_by_hand("0.1.0")
    outcome = repo.push("1.0.0")
    assert outcome.kind is Kind.HELD
    assert outcome.reason == "#1 was merged by ann, and its image was taken back since"
    assert repo.push("1.1.0", at=1).kind is Kind.PROPOSED


def test_a_branch_that_somebody_has_pushed_to_is_left_alone(repo: Repo) -> None:
    repo.push("1.0.0")
    repo.edited_by_hand("1.0.0-patched", branch=BRANCH)
    outcome = repo.push("1.1.0", at=1)
    assert outcome.kind is Kind.HELD
    assert outcome.reason == f"somebody has pushed to {BRANCH}; merge #1, or close it"
    assert repo.proposed() == "1.0.0-patched"


def test_somebody_s_branch_of_the_same_name_is_left_alone(repo: Repo) -> None:
    repo.host.branches[BRANCH] = list(repo.host.branches["main"])
    repo.edited_by_hand("mine", branch=BRANCH)
    outcome = repo.push("1.0.0")
    assert outcome.kind is Kind.HELD
    assert f"the branch {BRANCH} has commits of somebody else" in outcome.reason
    assert repo.proposed() == "mine"


def test_an_empty_branch_of_the_same_name_is_taken(repo: Repo) -> None:
    repo.host.branches[BRANCH] = list(repo.host.branches["main"])
    repo.edited_by_hand("x", "README.md")
    assert repo.push("1.0.0").kind is Kind.PROPOSED


def test_a_pull_request_that_conflicts_is_brought_up_to_date(repo: Repo) -> None:
    repo.push("1.0.0")
    repo.edited_by_hand("0.5.0")
    assert repo.push("1.1.0", at=1).kind is Kind.PROPOSED
    (asked,) = repo.open
    assert "| `0.5.0` → `1.1.0` |" in asked.body
    assert repo.proposed() == "1.1.0"
    repo.host.merge(1)
    assert repo.host.content("tags/web") == b"1.1.0\n"


def test_what_somebody_sets_while_it_is_proposed_stays_until_a_newer_image(repo: Repo) -> None:
    repo.push("1.0.0")
    repo.edited_by_hand("pinned")
    outcome = repo.push("1.0.0")
    assert outcome.kind is Kind.HELD
    assert outcome.reason == "somebody has changed the value on main since #1 proposed it"
    (asked,) = repo.host.pull_requests
    assert asked.state is State.CLOSED
    assert asked.comments[0].startswith("Somebody has set another value on main")


def test_what_somebody_sets_is_not_overwritten_by_the_push_of_another_image(repo: Repo) -> None:
    repo.push("1", "team/job")
    repo.edited_by_hand("pinned", "tags/job")
    assert repo.push("2", "team/cron", at=1).kind is Kind.PROPOSED
    repo.host.merge(1)
    assert repo.host.content("tags/job") == b"pinned\n"
    assert repo.host.content("tags/cron") == b"2\n"
    assert repo.push("1", "team/job", at=2).kind is Kind.HELD, "also by the next pull request"
    assert repo.push("2", "team/job", at=3).kind is Kind.PROPOSED


def test_what_the_rules_no_longer_take_leaves_the_pull_request(repo: Repo) -> None:
    repo.push("1", "team/job")
    rules = RULES.replace(b"image: team/job", b"image: team/job\n    ignore_tags: ['1']")
    repo.host.push({".tagboat.yaml": File(rules)})
    repo.push("2", "team/cron", at=1)
    assert repo.proposed("tags/job", "all-of-it") == "0.1.0"
    repo.host.merge(1)
    assert repo.host.content("tags/job") == b"0.1.0\n"
    assert repo.host.content("tags/cron") == b"2\n"


def test_a_newer_image_does_not_bring_back_what_a_person_reverts(repo: Repo) -> None:
    rules = RULES.replace(b"{file: tags/web}", b"{file: values.yaml, yaml: tag}")
    text = "tag: 0.1.0\n\n\n\n\nreplicas: {}\n"
    values = {count: File(text.format(count).encode()) for count in (2, 50)}
    repo.host.push({".tagboat.yaml": File(rules), "values.yaml": values[2]})
    repo.push("1.0.0")
    repo.host.push({"values.yaml": values[50]})
    repo.push("1.1.0", at=1)
    repo.host.push({"values.yaml": values[2]})
    repo.host.merge(1)
    assert repo.host.content("values.yaml") == text.format(2).replace("0.1.0", "1.1.0").encode()


def test_two_stacks_that_name_one_branch_leave_it_to_the_first(repo: Repo) -> None:
    repo.host.branches["staging"] = list(repo.host.branches["main"])
    repo.push("1", "team/job")
    before = dict(repo.host.branches)
    rules = RulesFile(".tagboat.yaml", DEFAULTS)
    other = UpdateInfraRepo(
        repo.host, rules, "staging", sleep=repo.slept.append, clock=lambda: 0.0, now=this_evening
    )
    (outcome,) = other([image_push("1", "team/job")]).outcomes
    assert outcome.kind is Kind.HELD
    assert "or of pull requests into another branch" in outcome.reason
    assert repo.host.branches == before


def test_what_was_merged_before_the_last_one_and_taken_back_is_held_too(repo: Repo) -> None:
    repo.push("1", "team/job")
    repo.host.merge(1)
    repo.push("1", "team/cron", at=1)
    repo.host.merge(2)
    repo.edited_by_hand("0.1.0", "tags/job")
    assert repo.push("1", "team/job").kind is Kind.HELD


def test_more_images_than_a_commit_can_name_are_not_proposed_and_come_back(repo: Repo) -> None:
    names = [f"team/service-{number}" for number in range(150)]
    rules = ["version: 1", "deliver: {pull_request: {group: all}}", "rules:"]
    rules += [f"  - {{name: {one}, image: {one}, targets: [{{file: {one}}}]}}" for one in names]
    files = {one: File(b"0\n") for one in names}
    repo.host.push({".tagboat.yaml": File("\n".join(rules).encode()), **files})
    result = repo.restarted()([image_push("1", one) for one in names])
    assert {type(one.error) for one in result.outcomes} == {errors.ProposalFull}
    assert repo.host.pull_requests == []
    result = repo.restarted()([image_push("1", one) for one in names[:60]])
    assert {one.kind for one in result.outcomes} == {Kind.PROPOSED}


def test_what_cannot_be_begun_in_time_comes_back() -> None:
    host = InMemoryGitHost(FILES)
    now = [0.0]

    def takes_long() -> None:
        now[0] += 30

    host.before_commit = takes_long
    rules = RulesFile(".tagboat.yaml", DEFAULTS)
    update = UpdateInfraRepo(
        host, rules, "main", sleep=lambda _: None, clock=lambda: now[0], now=this_evening
    )
    result = update([image_push("1.0.0"), image_push("2", "team/api"), image_push("1", "team/job")])
    kinds = {outcome.push.repository: outcome.kind for outcome in result.outcomes}
    assert kinds["team/api"] is Kind.WRITTEN
    assert [type(one.error) for one in result.outcomes if one.failed] == [errors.OutOfTime] * 2


def test_a_pull_request_that_merges_itself_waits_for_what_is_pending(repo: Repo) -> None:
    assert repo.push("1", "team/job").kind is Kind.PROPOSED
    assert repo.open[0].merges_itself


def test_a_pull_request_with_nothing_pending_is_merged_at_once(repo: Repo) -> None:
    repo.host.pending = False
    outcome = repo.push("1", "team/job")
    assert (outcome.kind, outcome.commit) == (Kind.WRITTEN, repo.host.branches["main"][-1])
    assert outcome.pull_request == "https://git.example.com/pull/1"
    assert repo.host.content("tags/job") == b"1\n"


def test_the_merge_of_an_unchanged_pull_request_is_tried_again(repo: Repo) -> None:
    repo.push("1", "team/job")
    repo.host.pull_requests[0].merges_itself = repo.host.pending = False
    again = repo.push("1", "team/job")
    assert (again.kind, again.commit) == (Kind.WRITTEN, repo.host.branches["main"][-1])
    assert repo.host.content("tags/job") == b"1\n"


def test_the_branch_that_is_deployed_proposes_nothing_to_itself(repo: Repo) -> None:
    rules = RULES.replace(b"all-of-it", b"main")
    repo.host.push({".tagboat.yaml": File(rules)})
    outcome = repo.push("1", "team/job")
    assert outcome.kind is Kind.HELD
    assert "main is the branch that is deployed" in outcome.reason
    assert repo.host.content("tags/job") == b"0.1.0\n"


def once(action: Callable[[], object]) -> Callable[[], None]:
    waiting = [action]

    def do() -> None:
        if waiting:
            waiting.pop()()

    return do


def test_a_person_s_push_in_between_is_kept_and_seen(repo: Repo) -> None:
    repo.push("1.0.0")
    repo.host.before_commit = once(lambda: repo.edited_by_hand("mine", branch=BRANCH))
    assert repo.push("1.1.0", at=1).kind is Kind.HELD
    assert repo.proposed() == "mine"


def test_another_function_that_was_faster_is_not_repeated(repo: Repo) -> None:
    other = repo.restarted()
    repo.host.before_commit = once(lambda: other([image_push("1.0.0", id="same")]))
    assert repo.push("1.0.0").kind is Kind.UNCHANGED
    assert len(repo.host.pull_requests) == 1


@pytest.mark.parametrize(
    "error", [errors.PermissionMissing("no"), errors.Throttled("slow", retry_after=600)]
)
def test_a_pull_request_that_fails_does_not_hold_up_commits(
    repo: Repo, error: errors.TagboatError
) -> None:
    calls = []

    def second_fails() -> None:
        calls.append(1)
        if len(calls) > 1:
            raise error

    repo.host.before_commit = second_fails
    result = repo.update([image_push("1.0.0"), image_push("2", "team/api")])
    outcomes = {outcome.push.repository: outcome for outcome in result.outcomes}
    assert outcomes["team/api"].kind is Kind.WRITTEN
    assert outcomes["team/web"].error is error
    assert outcomes["team/web"].rule == "web"
    assert len(result.commits) == 1


def test_what_failed_is_tried_again_alone_and_reported_once(repo: Repo) -> None:
    failures = [None, errors.HeadMoved("moved"), errors.HostUnavailable("down")]

    def fail() -> None:
        error = failures.pop(0) if failures else None
        if error:
            raise error

    repo.host.before_commit = fail
    unknown = image_push("1", "team/unknown")
    result = repo.update([image_push("1.0.0"), image_push("2", "team/api"), unknown])
    kinds = sorted((one.push.repository, one.kind) for one in result.outcomes)
    assert kinds == [
        ("team/api", Kind.WRITTEN),
        ("team/unknown", Kind.IGNORED),
        ("team/web", Kind.PROPOSED),
    ]
    assert (result.conflicts, len(repo.slept), len(repo.host.messages)) == (1, 2, 1)


def test_what_is_refused_is_told_though_its_rule_changes_while_halves_are_tried(
    repo: Repo,
) -> None:
    rules = RULES.replace(b"image: team/api", b"image: team/web")
    repo.host.push({".tagboat.yaml": File(rules)})
    moved = rules.replace(b"deliver: pull_request", b"deliver: {pull_request: {branch: moved}}")
    refusal = errors.CommitRefused("no")
    calls: list[int] = []

    def second_is_refused() -> None:
        calls.append(1)
        if len(calls) == 2:
            repo.host.push({".tagboat.yaml": File(moved)})
            raise refusal

    repo.host.before_commit = second_is_refused
    result = repo.update([image_push("1.0.0"), image_push("2.0.0", at=1)])
    told = {(one.push.tag, one.rule): one for one in result.outcomes}
    assert told["2.0.0", "api"].kind is Kind.WRITTEN
    assert told["2.0.0", "web"].error is refusal
    assert len(result.outcomes) == len(told)


def test_a_host_without_pull_requests_fails_what_is_to_be_proposed(repo: Repo) -> None:
    refusal = errors.PullRequestsUnsupported("Git by itself has no pull requests.")
    repo.host.unsupported = refusal
    result = repo.update([image_push("1.0.0"), image_push("2", "team/api")])
    outcomes = {outcome.push.repository: outcome for outcome in result.outcomes}
    assert outcomes["team/api"].kind is Kind.WRITTEN
    assert outcomes["team/web"].error is refusal


def test_a_pull_request_is_read_with_the_rules_once_its_branch_is_known(repo: Repo) -> None:
    repo.update([image_push("1.0.0")])
    reads = repo.host.reads
    repo.update([image_push("1.1.0", at=1)])
    assert repo.host.reads - reads == 1


def test_a_file_that_its_rule_no_longer_names_is_the_base_s_again(repo: Repo) -> None:
    repo.push("1", "team/job")
    rules = RULES.replace(b"{file: tags/job}", b"{file: tags/api}")
    repo.host.push({".tagboat.yaml": File(rules)})
    repo.push("2", "team/job", at=1)
    assert (repo.proposed("tags/job", "all-of-it"), repo.proposed("tags/api", "all-of-it")) == (
        "0.1.0",
        "2",
    )
    assert len(repo.open) == 1


def test_an_image_whose_rule_is_gone_is_not_proposed_any_more(repo: Repo) -> None:
    repo.push("1", "team/job")
    repo.host.push({".tagboat.yaml": File(RULES.replace(b"image: team/job", b"image: team/old"))})
    repo.push("1", "team/cron", at=1)
    assert repo.proposed("tags/job", "all-of-it") == "0.1.0"
    assert repo.proposed("tags/cron", "all-of-it") == "1"


def test_an_image_joins_without_a_conflict_with_what_the_base_has_by_now(repo: Repo) -> None:
    repo.push("1", "team/job")
    repo.edited_by_hand("0.9", "tags/cron")
    repo.push("1", "team/cron", at=1)
    assert not repo.host._pull_request(repo.open[0]).conflicts
    repo.host.merge(1)
    assert (repo.host.content("tags/job"), repo.host.content("tags/cron")) == (b"1\n", b"1\n")


def test_a_base_that_has_changed_other_files_only_is_not_merged(repo: Repo) -> None:
    repo.push("1")
    before = list(repo.host.branches[BRANCH])
    repo.edited_by_hand("0.9", "tags/cron")
    repo.push("2", at=1)
    assert repo.host.branches[BRANCH][:-1] == before
