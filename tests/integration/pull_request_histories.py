"""Random histories of pull requests on a host of the sandbox, and what is promised all along."""

import random
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol
from uuid import uuid4

from sandbox import faults
from sandbox.git_repository import GitRepository
from sandbox.interruptions import Interruptions
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.pull_requests import record
from tagboat.core.pull_requests.standing import State
from tagboat.core.rules.source import RulesFile
from tagboat.update_infra_repo import UpdateInfraRepo
from tests.contract.proposing.base import HostedPullRequests, Shown
from tests.image_pushes import image_push, this_evening
from tests.rule_sets import DEFAULTS

FILES = {"web": "tagboat/main/web", "api": "tagboat/main/all", "job": "tagboat/main/all"}
"""Each image, and where its pull request comes from."""
BRANCHES = sorted(set(FILES.values()))
_RULES = b"""
version: 1
author: {name: A Bot, email: bot@example.com}
rules:
  - name: web
    image: team/web
    policy: {semver: "*"}
    targets: [{file: tags/web}]
    deliver: {pull_request: {labels: [deploy]}}
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
_FAULTS: Sequence[Callable[[], object]] = (
    faults.cut,
    faults.after(faults.cut),
    faults.after(faults.cut_within),
    faults.answer("502 Bad Gateway"),
    faults.after(faults.answer("502 Bad Gateway")),
)


class OnSandbox(HostedPullRequests, Protocol):
    """An infra repo on a real git repository, whose host's requests may fail."""

    git: GitRepository
    interruptions: Interruptions


class History:
    """A team, its images, and two of Tagboat's functions."""

    def __init__(self, people: OnSandbox, operations: Sequence[str], seed: int) -> None:
        """Begin.

        Args:
            people: The infra repo.
            operations: What of its host may fail.
            seed: Which history.
        """
        self.people, self.git, self._operations = people, people.git, operations
        self._random = random.Random(seed)
        self._armed: Any = defaultdict(deque)
        self.highest = dict.fromkeys(FILES, 0)
        self.by_hand: dict[str, str] = {}
        """People's commits on branches of pull requests, and on which."""
        self.on_main: set[str] = set()
        """People's commits on main."""
        self.ended: set[str] = set()
        """Commits of branches that people have merged or deleted."""
        self.refused: set[tuple[str, str]] = set()
        """Images whose pull request a person has closed."""
        self.waiting: list[ImagePush] = []
        """What has failed and will come back."""
        self._seconds = 0
        files = {f"tags/{name}": b"0.0.0\n" for name in FILES}
        self.git.commit({".tagboat.yaml": _RULES, **files}, "Begin")
        self._since = self.git.head("main")
        if self._random.random() < 0.5:
            people.require_checks()
        self.functions = [self._function(), self._function()]

    def run(self, steps: int) -> None:
        """Let things happen, and hold them to what is promised after each."""
        happenings = [
            *(self._push, self._push, self._push, self._push, self._push_twice_at_once),
            *(self._edit_main, self._push_to_branch, self._close, self._merge),
            *(self._delete_branch, self._pass_checks, self._fail_something, self._restart),
        ]
        for _ in range(steps):
            self._random.choice(happenings)()
            self._hold_to_promises()

    def end(self) -> None:
        """Nothing fails any more: what waits is done, and new images get where they belong."""
        self._armed.clear()
        again, self.waiting = self.waiting, []
        self._update([self.functions[0]], [again])
        assert not self.waiting
        newest = [self._of(name, self.highest[name] + 1) for name in FILES]
        outcomes = {one.rule: one for one in self._update([self.functions[0]], [newest])}
        self._hold_to_promises()
        for name, branch in FILES.items():
            self._is_there(name, branch, outcomes[name])
        heads = self._heads()
        self._update([self.functions[1]], [newest])
        assert self._heads() == heads, "the same again changes something"
        assert self.git.fsck() == ""

    def _is_there(self, name: str, branch: str, outcome: Outcome) -> None:
        newest = f"{self.highest[name]}.0.0"
        if outcome.kind is Kind.HELD:
            assert self.by_hand.keys() & (self._commits(branch) - self._commits("main"))
        elif outcome.kind is Kind.WRITTEN:
            assert self.git.read(f"tags/{name}", "main") == f"{newest}\n".encode()
        else:
            assert outcome.kind is Kind.PROPOSED, outcome
            (asked,) = self._open(branch)
            assert f"`{newest}`" in asked.body
            assert self.git.read(f"tags/{name}", branch) == f"{newest}\n".encode()

    def _hold_to_promises(self) -> None:
        main = self._commits("main")
        for branch in BRANCHES:
            assert len(self._open(branch)) <= 1, f"{branch} has several pull requests"
            log = self.git.log(branch)
            theirs = [one.id in self.by_hand for one in log]
            later = log[: theirs.index(True)] if True in theirs else []
            assert not [one.id for one in later if one.id not in main], "it was not left alone"
        for commit, branch in self.by_hand.items():
            assert commit in self.ended | main | self._commits(branch), "a commit was lost"
        assert not self._proposed & self.refused, "what was closed is proposed again"
        self._has_not_gone_back()

    @property
    def _proposed(self) -> set[tuple[str, str]]:
        """Each rule and image of an open pull request, as Tagboat's last commit tells."""
        told = (record.read(self.git.log(one)[0].message) for one in BRANCHES if self._open(one))
        return {written for one in told for written in one.written}

    def _has_not_gone_back(self) -> None:
        for commit in self.git.log("main"):
            if commit.id == self._since:
                return
            if commit.id not in self.on_main:
                for name in FILES:
                    before, after = (
                        self._number(name, at) for at in (*commit.parents[:1], commit.id)
                    )
                    assert before <= after, f"{name} goes back"

    def _push(self) -> None:
        again, self.waiting = self.waiting, []
        self._update([self._random.choice(self.functions)], [[*self._some(), *again]])

    def _push_twice_at_once(self) -> None:
        self._update(self.functions, [self._some(), self._some()])

    def _update(
        self, functions: Sequence[UpdateInfraRepo], batches: Sequence[Sequence[ImagePush]]
    ) -> list[Outcome]:
        outcomes: list[list[Outcome]] = [[] for _ in batches]

        def update(index: int) -> None:
            outcomes[index] += functions[index](batches[index]).outcomes

        threads = [threading.Thread(target=update, args=[index]) for index in range(len(batches))]
        with self._failing():
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        for batch, told in zip(batches, outcomes, strict=True):
            assert {one.push for one in told} == set(batch)
            assert not [one.reason for one in told if "Please report it" in one.reason]
            self.waiting += dict.fromkeys(one.push for one in told if one.failed)
        return [one for told in outcomes for one in told]

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """Only Tagboat's requests fail, nobody else's."""
        others = self.people.interruptions
        others._waiting, nothing = self._armed, others._waiting
        yield
        others._waiting = nothing

    def _fail_something(self) -> None:
        actions = [*_FAULTS, self._edit_main, self._push_to_branch]
        operation, action = self._random.choice(self._operations), self._random.choice(actions)
        self._armed[operation].append(action)

    def _some(self) -> list[ImagePush]:
        return [self._one() for _ in range(self._random.randint(1, 3))]

    def _one(self) -> ImagePush:
        name = self._random.choice(list(FILES))
        number = self.highest[name] + self._random.choice([1, 0, -1])
        return self._of(name, max(1, number), late=self._random.random() < 0.25)

    def _of(self, name: str, number: int, *, late: bool = False) -> ImagePush:
        self._seconds += 1
        self.highest[name] = max(self.highest[name], number)
        at = -self._seconds if late else self._seconds
        return image_push(f"{number}.0.0", f"team/{name}", at=at, id=uuid4().hex)

    def _restart(self) -> None:
        self.functions = [self._function(), *self.functions[:1]]

    def _function(self) -> UpdateInfraRepo:
        rules = RulesFile(".tagboat.yaml", DEFAULTS)
        host = self.people.again()
        return UpdateInfraRepo(
            host, rules, "main", sleep=lambda _: None, clock=lambda: 0.0, now=this_evening
        )

    def _edit_main(self) -> None:
        name = self._random.choice(list(FILES))
        text = f"{self._random.randint(0, self.highest[name])}.0.0\n".encode()
        self.on_main.add(self.git.commit({f"tags/{name}": text}, f"By hand {uuid4().hex}"))

    def _push_to_branch(self) -> None:
        branch = self._random.choice(BRANCHES)
        if self.git.head(branch) is not None:
            commit = self.git.commit({"notes": uuid4().hex}, "A person's", branch=branch)
            self.by_hand[commit] = branch
            # What was refused before stands in Tagboat's commit, which is not the last any more.
            images = [f"team/{name}:" for name, theirs in FILES.items() if theirs == branch]
            self.refused = {
                one for one in self.refused if not any(image in one[1] for image in images)
            }

    def _close(self) -> None:
        branch = self._random.choice(BRANCHES)
        for asked in self._open(branch):
            self.refused |= record.read(self.git.log(branch)[0].message).written
            self.people.close(asked.name)

    def _merge(self) -> None:
        branch = self._random.choice(BRANCHES)
        for asked in self._open(branch):
            commits = self._commits(branch)
            try:
                self.people.merge(asked.name)
            except Exception:  # noqa: BLE001 - each host says in its own way that it cannot be
                continue
            self.ended |= commits

    def _pass_checks(self) -> None:
        """What waits merges itself, with whatever is on its branch, which then goes away."""
        waiting = {one: self._commits(one) for one in BRANCHES if self._open(one)}
        self.people.pass_checks()
        for branch, commits in waiting.items():
            self.ended |= set() if self._open(branch) else commits

    def _delete_branch(self) -> None:
        branch = self._random.choice(BRANCHES)
        if self.git.head(branch) is not None and not self._open(branch):
            self.ended |= self._commits(branch)
            self.people.delete_branch(branch)

    def _open(self, branch: str) -> list[Shown]:
        """Those of a branch: its files are named in the body, and in no other's."""
        names = [name for name, theirs in FILES.items() if theirs == branch]
        return [
            one
            for one in self.people.pull_requests()
            if one.state is State.OPEN and any(f"`tags/{name}`" in one.body for name in names)
        ]

    def _number(self, name: str, at: str) -> int:
        return int(self.git.read(f"tags/{name}", at).partition(b".")[0])

    def _commits(self, branch: str) -> set[str]:
        return {commit.id for commit in self.git.log(branch)}

    def _heads(self) -> dict[str, str | None]:
        return {branch: self.git.head(branch) for branch in (*BRANCHES, "main")}
