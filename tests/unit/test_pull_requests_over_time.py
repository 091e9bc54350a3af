"""Whatever people, other functions and the network do, pull requests keep their promises."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tagboat.core import errors
from tagboat.core.outcomes import Kind
from tagboat.core.pull_requests import record
from tagboat.core.pull_requests.proposal import Proposal, Proposed
from tagboat.core.pull_requests.standing import State
from tagboat.core.rules.source import RulesFile
from tagboat.core.snapshot import File
from tagboat.update_infra_repo import UpdateInfraRepo
from tests.image_pushes import image_push, this_evening
from tests.in_memory_git_host import InMemoryGitHost
from tests.in_memory_pull_requests import Asked
from tests.rule_sets import DEFAULTS

IMAGES = ("web", "api", "job")
RULES = b"""
version: 1
rules:
  - name: web
    image: team/web
    policy: {semver: "*"}
    targets: [{file: tags/web}]
    deliver: pull_request
  - name: api
    image: team/api
    policy: {semver: "*"}
    targets: [{file: tags/api}]
    deliver: {pull_request: {group: all, auto_merge: squash}}
  - name: job
    image: team/job
    policy: {semver: "*"}
    targets: [{file: tags/job}]
    deliver: {pull_request: {group: all, auto_merge: squash}}
"""
FILES = {".tagboat.yaml": RULES} | {f"tags/{name}": b"0.0.0\n" for name in IMAGES}
BRANCHES = {"web": "tagboat/main/web", "api": "tagboat/main/all", "job": "tagboat/main/all"}
names = st.sampled_from(IMAGES)
branches = st.sampled_from(sorted(set(BRANCHES.values())))
numbers = st.integers(1, 4)


class FaultyHost(InMemoryGitHost):
    """The fake, whose answer to a proposal may get lost."""

    lost_answers = 0

    def propose(self, proposal: Proposal) -> Proposed:
        proposed = super().propose(proposal)
        if self.lost_answers:
            self.lost_answers -= 1
            raise errors.HostUnavailable("cut")
        return proposed


class Histories(RuleBasedStateMachine):
    """A team, its images, and Tagboat's function, which is restarted now and then."""

    @initialize()
    def begin(self) -> None:
        self.host = FaultyHost(FILES)
        self.by_hand: dict[str, str] = {}
        """People's commits on branches of pull requests, and on which."""
        self.refused: set[tuple[str, str]] = set()
        """Images whose pull request was closed, until a newer one is there."""
        self.seconds = 0
        self.merges: set[str] = set()
        self.restart()

    @rule()
    def restart(self) -> None:
        rules = RulesFile(".tagboat.yaml", DEFAULTS)
        self.update = UpdateInfraRepo(
            self.host, rules, "main", sleep=lambda _: None, clock=lambda: 0.0, now=this_evening
        )

    @rule(pushes=st.lists(st.tuples(names, numbers), min_size=1, max_size=3), late=st.booleans())
    def push(self, pushes: list[tuple[str, int]], late: bool) -> None:
        self.seconds += 1
        at = -self.seconds if late else self.seconds
        batch = [
            image_push(f"{number}.0.0", f"team/{name}", at=at, id=f"{self.seconds} {index}")
            for index, (name, number) in enumerate(pushes)
        ]
        before = {name: self.on_main(name) for name in IMAGES}
        result = self.update(batch)
        assert {outcome.push for outcome in result.outcomes} == set(batch)
        assert not [outcome.reason for outcome in result.outcomes if outcome.failed]
        for outcome in result.outcomes:
            assert outcome.kind is not Kind.PROPOSED or outcome.pull_request
        for name in IMAGES:
            assert self.on_main(name) >= before[name], "nothing goes back"
        assert len(result.pull_requests) == len(set(result.pull_requests))

    @rule(name=names, number=st.integers(0, 4))
    def edit_main(self, name: str, number: int) -> None:
        self.host.push({f"tags/{name}": File(f"{number}.0.0\n".encode())})

    @rule(branch=branches)
    def close(self, branch: str) -> None:
        for one in self.open(branch):
            self.host.close(one.number)
            message = self.host.commits_made[one.head].message
            self.refused |= record.read(message).written

    @rule(branch=branches)
    def merge(self, branch: str) -> None:
        for one in self.open(branch):
            if not self.host._pull_request(one).conflicts:
                self.host.merge(one.number)

    @rule(branch=branches)
    def push_to_branch(self, branch: str) -> None:
        if branch in self.host.branches:
            text = f"by hand {len(self.by_hand)}\n".encode()
            commit = self.host.push({"notes": File(text)}, branch)
            self.by_hand[commit] = branch
            # What was refused before stands in Tagboat's commit, which is not the last any more.
            images = {f"team/{name}:" for name, theirs in BRANCHES.items() if theirs == branch}
            self.refused = {
                one for one in self.refused if not any(image in one[1] for image in images)
            }

    @precondition(lambda self: self.host.pull_requests)
    @rule(branch=branches)
    def delete_branch(self, branch: str) -> None:
        if branch in self.host.branches and not list(self.open(branch)):
            lost = self.host.branches.pop(branch)
            for commit in lost:
                self.by_hand.pop(commit, None)

    @rule(pending=st.booleans())
    def check(self, pending: bool) -> None:
        self.host.pending = pending

    @rule(moved=st.booleans())
    def interrupt(self, moved: bool) -> None:
        """The next write fails once, before it is made or after."""
        if not moved:
            self.host.lost_answers = 1
            return
        waiting = [1]

        def once() -> None:
            if waiting:
                waiting.pop()
                raise errors.HeadMoved("moved")

        self.host.before_commit = once

    @invariant()
    def one_open_pull_request_a_branch(self) -> None:
        for branch in set(BRANCHES.values()):
            assert len(list(self.open(branch))) <= 1

    @invariant()
    def no_commit_of_a_person_is_lost(self) -> None:
        for commit, branch in self.by_hand.items():
            merged = any(
                commit in self.host.branches.get(one.branch, ()) or one.state is State.MERGED
                for one in self.host.pull_requests
                if one.branch == branch
            )
            assert merged or commit in self.host.branches[branch]

    @invariant()
    def a_branch_that_a_person_has_pushed_to_is_left_alone(self) -> None:
        for branch in BRANCHES.values():
            history = self.host.branches.get(branch, [])
            theirs = [commit in self.by_hand for commit in history]
            first = theirs.index(True) if True in theirs else len(theirs)
            later = (self.host.commits_made[commit] for commit in history[first:])
            assert not any(record.is_own(commit, "main") for commit in later)

    @invariant()
    def no_pull_request_goes_back_or_is_empty(self) -> None:
        for one in self.host.pull_requests:
            commit = self.host.commits_made[one.head]
            if one.state is State.OPEN and record.is_own(commit, "main"):
                told = record.read(commit.message)
                assert told.complete
                assert told.written
                fork = self.host._fork(one.branch, one.base)
                assert self.host.trees[one.head] != self.host.trees[fork]

    @invariant()
    def what_people_closed_is_not_open_again(self) -> None:
        for one in self.host.pull_requests:
            if one.state is State.OPEN:
                told = record.read(self.host.commits_made[one.head].message)
                again = told.written & self.refused
                assert not again, (one.number, again)

    def open(self, branch: str) -> list[Asked]:
        return [
            one
            for one in self.host.pull_requests
            if one.branch == branch and one.state is State.OPEN
        ]

    def on_main(self, name: str) -> int:
        return int(self.host.content(f"tags/{name}").decode().partition(".")[0])


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=300, stateful_step_count=40, deadline=None)
