"""The same tags written by all competitors in turns, each on a repository of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.peers.competitors import COMMITTING, PROPOSING, WARM, Competitor, Took, Update
from benchmarks.peers.tasks import Task
from benchmarks.served import Hosts, Served
from sandbox.github.branch_rules import Requirements

_CHECK = "build"


@dataclass(frozen=True)
class Cost:
    """What one update took."""

    took: Took
    requests: int
    sent: int
    received: int
    """Bytes of bodies."""
    commits: int
    """By which the files changed."""


@dataclass(frozen=True)
class Costs:
    """What the updates by one of them took."""

    each: Sequence[Cost]

    @property
    def requests(self) -> int:
        """How many one update makes; ValueError when not all make as many."""
        (count,) = {cost.requests for cost in self.each}
        return count

    @property
    def commits(self) -> int:
        """How many one update makes; ValueError when not all make as many."""
        (count,) = {cost.commits for cost in self.each}
        return count

    def median(self, figure: Callable[[Cost], float]) -> float:
        """The median of a figure."""
        return median(map(figure, self.each))


type Found = Mapping[str, Costs]
"""By the competitors' names."""


@dataclass(frozen=True)
class _Entry:
    """A competitor and its repository."""

    repo: Served
    update: Update

    def measure(self, tag: str, task: Task, branch: Callable[[Served], str]) -> Cost:
        """Update, and look at what became of it on a branch."""
        before = self.repo.git.head("main")
        known = {one.id for one in self.repo.git.log("main")}
        known |= {one.id for one in self.repo.git.log(_proposed(self.repo))}
        self.repo.forget()
        took = self.update(tag)
        requests = self.repo.requests()
        name = branch(self.repo)
        wrong = [
            path
            for path, content in task.files(tag).items()
            if self.repo.git.read(path, name) != content
        ]
        if not took.succeeded or wrong or (task.proposes and self.repo.git.head("main") != before):
            raise RuntimeError(f"{tag} was not written as it was to be: {wrong}")
        commits = [one for one in self.repo.git.log(name) if one.id not in known]
        return Cost(
            took,
            len(requests),
            sum(one.sent for one in requests),
            sum(one.received for one in requests),
            len(commits),
        )


def commit(hosts: Hosts, task: Task, rounds: int, folder: Path) -> Found:
    """Have a task's images updated by commits on main.

    Raises:
        RuntimeError: Somebody wrote something else, or left something broken.
    """
    entries = _entries(hosts, task, folder, COMMITTING)
    entries[WARM].update("0.9.0")
    made: dict[str, list[Cost]] = {name: [] for name in entries}
    for number in range(rounds):
        for name, entry in entries.items():
            made[name].append(entry.measure(f"1.1.{number}", task, lambda _: "main"))
    _check(entries)
    return {name: Costs(each) for name, each in made.items()}


def propose(hosts: Hosts, task: Task, rounds: int, folder: Path) -> tuple[Found, Found]:
    """Have pull requests opened, then changed, and merged by the host when their checks pass.

    Returns:
        What opening took, and what changing.

    Raises:
        RuntimeError: Somebody wrote something else, or left something broken.
    """
    entries = _entries(hosts, task, folder, PROPOSING)
    for entry in entries.values():
        _require_checks(hosts, entry.repo)
    entries[WARM].update("0.9.0")
    _merge(hosts, entries[WARM].repo, "0.9.0", task)
    opened: dict[str, list[Cost]] = {name: [] for name in entries}
    changed: dict[str, list[Cost]] = {name: [] for name in entries}
    for number in range(rounds):
        for name, entry in entries.items():
            opened[name].append(entry.measure(f"1.{number}.1", task, _proposed))
            changed[name].append(entry.measure(f"1.{number}.2", task, _proposed))
            _merge(hosts, entry.repo, f"1.{number}.2", task)
    _check(entries)
    return (
        {name: Costs(each) for name, each in opened.items()},
        {name: Costs(each) for name, each in changed.items()},
    )


def _entries(
    hosts: Hosts, task: Task, folder: Path, competitors: Mapping[str, Competitor]
) -> dict[str, _Entry]:
    entries = {}
    for number, (name, competitor) in enumerate(competitors.items()):
        slug = task.title.replace(" ", "-").replace(",", "")
        repo = hosts.on_github(f"{slug}-{number}", task.infra_repo())
        own = folder / f"{slug}-{number}"
        own.mkdir()
        entries[name] = _Entry(repo, competitor(repo, task, own))
    return entries


def _require_checks(hosts: Hosts, repo: Served) -> None:
    github = hosts.github.github
    github.protect(repo.name, "main", requirements=Requirements(checks=(_CHECK,)))
    people = github.administer(repo.name)
    people.allow_auto_merge()
    people.delete_branches_on_merge()


def _merge(hosts: Hosts, repo: Served, tag: str, task: Task) -> None:
    """Let the checks of the open pull request pass; GitHub merges it then."""
    head = repo.git.head(_proposed(repo))
    if head is None:
        raise RuntimeError("no pull request is open")
    hosts.github.github.administer(repo.name).report_check(head, _CHECK, "success")
    if any(repo.git.read(path, "main") != content for path, content in task.files(tag).items()):
        raise RuntimeError(f"{tag} did not merge itself")


def _proposed(repo: Served) -> str:
    """The branch that a pull request comes from; main where there is none."""
    others = [name for name in repo.git.branches() if name != "main"]
    return others[0] if others else "main"


def _check(entries: Mapping[str, _Entry]) -> None:
    trees = {entry.repo.git.entry("", "main") for entry in entries.values()}
    if len(trees) > 1:
        raise RuntimeError("they did not write the same")
    for name, entry in entries.items():
        if complaints := entry.repo.git.fsck():
            raise RuntimeError(f"{name} left what git fsck complains about: {complaints}")
