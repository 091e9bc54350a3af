"""What people took back is not written again until a newer image comes or they release it."""

import pytest

from tagboat.core.errors import (
    HeadMoved,
    HostUnavailable,
    TagboatError,
    Throttled,
)
from tagboat.core.image_scan import Scanned
from tagboat.core.outcomes import Kind
from tests.image_pushes import NOON, image_push
from tests.taken_back import POLICIES, V1, V2, V3, Repo, taken_back


@pytest.mark.parametrize("rule", POLICIES)
def test_an_image_that_was_taken_back_is_held_until_a_newer_one_is_pushed(rule: str) -> None:
    repo, commit = taken_back(rule)
    outcome = repo.deliver(V2, at=300)["2.0.0"]
    assert outcome.kind is Kind.HELD
    assert not outcome.failed
    assert outcome.held_by == commit
    assert outcome.reason == (
        f"Ann changed 2.0.0 to 1.0.0 in web with {commit[:7]} at 2026-03-02 12:04:10 UTC, after"
        " this image was pushed; push a newer image, or commit its value by hand, to release it"
    )
    assert repo.text() == "1.0.0"
    assert repo.push("3.0.0", at=301).kind is Kind.WRITTEN
    assert repo.deliver(V2, at=400)["2.0.0"].kind is Kind.OLDER
    assert repo.text() == "3.0.0"


@pytest.mark.parametrize("rule", POLICIES)
def test_an_image_between_the_two_is_held_as_well(rule: str) -> None:
    repo, commit = taken_back(rule)
    outcome = repo.push("1.5.0", at=150, delivered=300)
    assert (outcome.kind, outcome.held_by) == (Kind.HELD, commit)
    assert repo.text() == "1.0.0"


@pytest.mark.parametrize("rule", POLICIES)
def test_an_image_that_is_newer_than_what_was_taken_back_is_written(rule: str) -> None:
    repo, _ = taken_back(rule)
    assert repo.push("2.0.1", at=220, delivered=300).kind is Kind.WRITTEN
    assert repo.text() == "2.0.1"


def test_a_lower_version_that_is_pushed_later_is_written_and_does_not_let_the_bad_one_back() -> (
    None
):
    repo, commit = taken_back('policy: {semver: "*"},')
    assert repo.push("1.0.1", at=300).kind is Kind.WRITTEN
    outcome = repo.deliver(V2, at=400)["2.0.0"]
    assert (outcome.kind, outcome.held_by) == (Kind.HELD, commit)
    assert repo.text() == "1.0.1"


@pytest.mark.parametrize("rule", POLICIES)
def test_people_release_it_by_committing_it(rule: str) -> None:
    repo, _ = taken_back(rule)
    repo.commit(260, web="2.0.0")
    assert repo.deliver(V2, at=300)["2.0.0"].kind is Kind.UNCHANGED
    assert repo.push("2.0.1", at=220, delivered=301).kind is Kind.WRITTEN


@pytest.mark.parametrize("rule", POLICIES)
def test_taking_back_one_after_the_other_holds_both(rule: str) -> None:
    repo = Repo(rule)
    for n in (1, 2, 3):
        repo.push(f"{n}.0.0", at=n * 100)
    third = repo.commit(350, web="2.0.0")
    second = repo.commit(351, web="1.0.0")
    repo.commit(352, other="text")
    outcomes = [repo.deliver(push, at=400)[push.tag] for push in (V3, V2)]
    assert [one.held_by for one in outcomes] == [third, second]
    assert repo.text() == "1.0.0"


def test_going_up_again_by_a_step_does_not_release_what_was_taken_back() -> None:
    repo, commit = taken_back()
    repo.registry.push(image_push("1.5.0", at=150))
    repo.commit(260, web="1.5.0")
    assert repo.deliver(V2, at=300)["2.0.0"].held_by == commit


def test_a_change_beside_the_value_is_no_reason_either_way() -> None:
    rules = "rules: [{name: web, image: team/web, targets: [{file: a, yaml: tag}]}]"
    repo = Repo(rules=rules, a="tag: 0.9.0\nother: 1\n")
    repo.push("1.0.0", at=100)
    repo.push("2.0.0", at=200)
    repo.commit(210, a="tag: 2.0.0\nother: 2")
    repo.commit(220, a="other: 2\ntag: 1.0.0")
    repo.commit(230, a="other: 3\n\ntag: '1.0.0'")
    assert repo.deliver(V2, at=300)["2.0.0"].kind is Kind.HELD


def test_a_push_that_is_later_than_the_head_costs_no_request() -> None:
    repo = Repo()
    repo.commit(10, web="0.8.0")
    assert repo.push("1.0.0", at=11).kind is Kind.WRITTEN
    assert (repo.host.reads, repo.host.histories) == (2, 0)
    assert len(repo.registry.asked) == 1


def test_who_commits_between_commits_of_tagboat_s_is_seen() -> None:
    repo, commit = taken_back('policy: {semver: "*"},')
    assert repo.push("1.5.0", at=260).kind is Kind.WRITTEN
    repo.host.histories = 0
    assert repo.deliver(V2, at=300)["2.0.0"].held_by == commit
    assert repo.host.histories == 1
    assert repo.push("3.0.0", at=255, delivered=310).kind is Kind.WRITTEN
    assert repo.host.histories == 1


def test_a_push_that_changes_nothing_costs_no_request() -> None:
    repo = Repo()
    repo.push("1.0.0", at=100)
    assert repo.deliver(V1, at=300)["1.0.0"].kind is Kind.UNCHANGED
    repo.push("2.0.0", at=200, delivered=301)
    assert repo.deliver(V1, at=302)["1.0.0"].kind is Kind.OLDER
    assert repo.host.histories == 0


def test_all_late_pushes_cost_one_request_for_the_history_and_one_for_the_images() -> None:
    lines = [f"- {{name: r{n}, image: team/web, targets: [{{file: f{n}}}]}}" for n in range(5)]
    files = {f"f{n}": "0.9.0\n" for n in range(5)}
    repo = Repo(rules="\n".join(["rules:", *lines]), **files)
    repo.push("1.0.0", at=100)
    repo.push("2.0.0", at=200)
    repo.commit(250, **{f"f{n}": "1.0.0" for n in range(5)})
    repo.host.histories = 0
    repo.registry.asked.clear()
    repo.deliver(V2, at=300)
    assert repo.host.histories == 1
    assert repo.registry.asked == [("team/web", ["1.0.0", "2.0.0"])]


def test_what_tagboat_wrote_last_is_nobody_s_revert() -> None:
    repo = Repo()
    repo.push("1.0.0", at=100)
    repo.push("1.1.0", at=90, delivered=102)
    assert repo.push("1.2.0", at=101, delivered=103).kind is Kind.WRITTEN
    assert repo.host.histories == 0, "nobody else has committed since it was pushed"


@pytest.mark.parametrize("rule", POLICIES)
def test_a_commit_that_has_the_trailers_is_tagboat_s_whoever_squashed_it(rule: str) -> None:
    repo = Repo(rule)
    repo.push("1.0.0", at=100)
    repo.push("2.0.0", at=200)
    repo.commit(250, f"Go (#7)\n\n* one\n\n{repo.host.messages[0]}", web="1.0.0")
    repo.commit(260, web="1.0.0\n")
    assert repo.deliver(V2, at=300)["2.0.0"].kind is Kind.WRITTEN


@pytest.mark.parametrize("pin", ["hotfix-7", "9.9.9-gone", "5"])
def test_a_pin_holds_all_that_was_pushed_before_it(pin: str) -> None:
    """A tag that the rule does not take, or that ECR does not have."""
    rule = r"tags: '\d+\.\d+\.\d+(-.+)?',"
    repo = Repo(rule, image_push("hotfix-7", at=10))
    repo.push("1.0.0", at=100)
    commit = repo.commit(150, web=pin)
    outcome = repo.push("1.1.0", at=140, delivered=160)
    assert (outcome.kind, outcome.held_by) == (Kind.HELD, commit)
    assert repo.deliver(V1, at=170)["1.0.0"].kind is Kind.HELD
    assert repo.push("1.2.0", at=200).kind is Kind.WRITTEN


def test_a_pin_that_was_replaced_holds_nothing_any_more_but_what_it_replaced() -> None:
    repo = Repo('policy: {semver: "*"},')
    repo.push("1.0.0", at=100)
    repo.commit(150, web="hotfix")
    assert repo.push("0.9.1", at=200).kind is Kind.WRITTEN
    assert repo.deliver(V1, at=260)["1.0.0"].kind is Kind.HELD
    assert repo.push("1.1.0", at=140, delivered=270).kind is Kind.WRITTEN


@pytest.mark.parametrize("rule", POLICIES)
def test_a_value_that_says_nothing_is_not_taken_back_by_setting_the_first_one(rule: str) -> None:
    repo = Repo(rule, image_push("1.0.0", at=100), web="(none)\n")
    repo.commit(150, web="1.0.0")
    assert repo.push("1.1.0", at=140, delivered=160).kind is Kind.WRITTEN


@pytest.mark.parametrize("rule", POLICIES)
def test_a_value_that_was_put_there_is_not_taken_back(rule: str) -> None:
    repo = Repo(rule)
    repo.push("2.0.0", at=200)
    repo.commit(210, web=None)
    repo.commit(220, web="1.0.0")
    assert repo.deliver(V2, at=300)["2.0.0"].kind is Kind.WRITTEN


def test_a_value_in_a_file_that_could_not_be_read_was_not_there() -> None:
    rules = "rules: [{name: web, image: team/web, targets: [{file: a, yaml: tag}]}]"
    repo = Repo(rules=rules, a="tag: 0.9.0\n")
    repo.push("1.0.0", at=100)
    repo.push("2.0.0", at=200)
    repo.commit(210, a="tag: [")
    repo.commit(220, a="tag: 1.0.0")
    assert repo.deliver(V2, at=300)["2.0.0"].kind is Kind.WRITTEN


def test_a_value_that_was_taken_away_is_held() -> None:
    rules = "rules: [{name: web, image: team/web, targets: [{file: a, yaml: tag}]}]"
    repo = Repo(rules=rules, a="tag: 0.9.0\n")
    repo.push("1.0.0", at=100)
    repo.commit(210, a="tag: ''")
    outcome = repo.deliver(V1, at=300)["1.0.0"]
    assert outcome.kind is Kind.HELD
    assert "Ann changed 1.0.0 to '' in a at tag with" in outcome.reason


def test_the_best_of_those_that_wait_is_held_and_the_others_are_older() -> None:
    repo, commit = taken_back()
    between = image_push("1.5.0", at=150)
    repo.registry.push(between)
    outcomes = repo.deliver(between, V2, at=300)
    assert (outcomes["2.0.0"].kind, outcomes["2.0.0"].held_by) == (Kind.HELD, commit)
    assert outcomes["1.5.0"].kind is Kind.OLDER


def test_without_a_registry_who_changes_a_value_holds_what_was_pushed_before() -> None:
    repo, commit = taken_back()
    repo.has_registry = False
    assert repo.deliver(V2, at=300)["2.0.0"].held_by == commit
    assert repo.deliver(image_push("2.0.1", at=251), at=301)["2.0.1"].kind is Kind.WRITTEN


def test_so_does_it_where_the_registry_may_not_be_asked() -> None:
    repo, commit = taken_back()
    repo.registry.denied = "ECR may not be asked"
    assert repo.deliver(V2, at=300)["2.0.0"].held_by == commit


def test_an_image_that_got_its_tag_later_is_held_though_its_digest_is_old() -> None:
    """A promotion by another tag: ECR has the time of the digest's first push."""
    repo = Repo()
    repo.push("1.0.0", at=100)
    promoted = image_push("2.0.0", at=5000, digest=f"sha256:{2:064x}")
    repo.registry.push(promoted, at=NOON)
    assert repo.deliver(promoted, at=5001)["2.0.0"].kind is Kind.WRITTEN
    commit = repo.commit(5100, web="1.0.0")
    assert repo.deliver(promoted, at=5200)["2.0.0"].held_by == commit


@pytest.mark.parametrize("error", [Throttled("slow down"), HostUnavailable("gone"), HeadMoved("")])
def test_where_the_history_cannot_be_read_now_all_is_read_again(error: TagboatError) -> None:
    repo, commit = taken_back()
    repo.host.fail_next_history = error
    assert repo.deliver(V2, at=300)["2.0.0"].held_by == commit
    assert len(repo.slept) == 1


def test_who_pins_a_value_while_a_push_is_being_written_wins() -> None:
    repo = Repo()
    pins: list[str] = []

    def pin() -> None:
        repo.host.before_commit = lambda: None
        pins.append(repo.commit(102, web="hotfix"))

    repo.host.before_commit = pin
    outcome = repo.push("1.0.0", at=100)
    assert (outcome.kind, [outcome.held_by]) == (Kind.HELD, pins)
    assert repo.text() == "hotfix"
    assert repo.host.histories == 1


def test_a_host_that_does_not_say_when_the_head_was_committed_is_asked() -> None:
    repo, commit = taken_back()
    repo.host.dates_heads = False
    repo.host.histories = 0
    assert repo.deliver(V2, at=300)["2.0.0"].held_by == commit
    assert repo.push("3.0.0", at=301).kind is Kind.WRITTEN
    assert repo.host.histories == 2


def test_pull_requests_have_their_own_memory() -> None:
    repo = Repo("deliver: pull_request,", V1)
    repo.commit(250, web="0.8.0")
    assert repo.deliver(V1, at=260)["1.0.0"].kind is Kind.PROPOSED
    assert repo.host.histories == 0


def test_a_clean_scan_does_not_bring_back_what_was_taken_back() -> None:
    repo = Repo("require: {scan: {max_severity: HIGH}},")
    v1, v15, v2 = V1, image_push("1.5.0", at=150), V2
    for push in (v1, v15, v2):
        repo.registry.push(push)
        repo.registry.found[push.digest] = Scanned({})
    assert repo.deliver(v2, at=201)["2.0.0"].kind is Kind.WRITTEN
    commit = repo.commit(250, web="1.0.0")
    asked = repo.registry.asked_scans
    asked.clear()
    outcomes = repo.deliver(v15, v2, at=300)
    assert (outcomes["2.0.0"].kind, outcomes["2.0.0"].held_by) == (Kind.HELD, commit)
    assert outcomes["1.5.0"].kind in (Kind.HELD, Kind.OLDER)
    assert repo.text() == "1.0.0"
    assert [len(some) for some in asked] in ([1], [1, 1])
    newer = image_push("3.0.0", at=310)
    repo.registry.push(newer)
    assert repo.deliver(newer, at=311)["3.0.0"].kind is Kind.HELD
    repo.registry.found[newer.digest] = Scanned({})
    assert repo.deliver(newer, at=312)["3.0.0"].kind is Kind.WRITTEN


@pytest.mark.parametrize("at", [300, 301, 600])
def test_the_same_image_that_is_pushed_again_after_it_was_taken_back_is_written(at: float) -> None:
    """ECR keeps the time of its first push; the event has that of the last one."""
    repo = Repo("", V1)
    repo.push("2.0.0", at=200)
    repo.commit(300, web="1.0.0")
    assert repo.push("2.0.0", at=at).kind is Kind.WRITTEN
    assert repo.text() == "2.0.0"
