"""The same updates of one infra repo by git and by Tagboat, in turns."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks.git_client import GitClient
from benchmarks.infra_repos import RULES_FILE, TARGET
from benchmarks.pushes import image_push
from benchmarks.served import Served
from tagboat.core.commit_message import Author
from tagboat.core.outcomes import Kind
from tagboat.core.rules.load import Defaults
from tagboat.core.rules.source import RulesFile
from tagboat.update_infra_repo import UpdateInfraRepo

GIT, FIRST, WARM = "git", "first", "warm"
"""Who updates: git, Tagboat with new clients, Tagboat with those of its last update."""

type Update = Callable[[str], object]
"""Writes a tag."""


@dataclass(frozen=True)
class Cost:
    """What one update took."""

    seconds: float
    requests: int
    bytes: int
    """Of the bodies of requests and answers."""


@dataclass(frozen=True)
class Costs:
    """What the updates by one of them took."""

    each: Sequence[Cost]

    @property
    def seconds(self) -> float:
        """The median."""
        return median(cost.seconds for cost in self.each)

    @property
    def requests(self) -> int:
        """How many one update makes; ValueError when not all make as many."""
        (count,) = {cost.requests for cost in self.each}
        return count

    @property
    def bytes(self) -> float:
        """The median; commits differ by some bytes."""
        return median(cost.bytes for cost in self.each)


def contest(repo: Served, rounds: int, folder: Path) -> Mapping[str, Costs]:
    """Have the same tags written by each.

    Args:
        repo: The infra repo.
        rounds: How many tags.
        folder: Where git's working copies go.

    Raises:
        RuntimeError: One of them did not write what it was to, or left something broken.
    """
    git = GitClient(repo.clone_url, folder, repo.authorization)
    warm = _tagboat(repo)
    warm("warm-up")
    updates: Mapping[str, Update] = {
        GIT: lambda tag: git.update(TARGET, f"{tag}\n"),
        FIRST: lambda tag: _tagboat(repo)(tag),
        WARM: warm,
    }
    made = []
    for number in range(rounds):
        made.append(_round(repo, updates, f"1.0.{number:03}"))
        git.clean()
    if complaints := repo.git.fsck():
        raise RuntimeError(f"git fsck complains: {complaints}")
    return {who: Costs([costs[who] for costs in made]) for who in updates}


def _round(repo: Served, updates: Mapping[str, Update], tag: str) -> dict[str, Cost]:
    """Have one tag written by each on the same head, and compare all files afterwards.

    Somebody has committed that head, as it is on most cold starts: Tagboat's own would be followed
    back on CodeCommit.
    """
    before = new = repo.git.commit({"notes": f"Until {tag}\n".encode()}, "Write it down")
    costs, trees = {}, set()
    for who, update in updates.items():
        repo.git.move_branch("main", before, new)
        costs[who] = _cost(repo, update, tag)
        new = repo.git.head("main") or ""
        trees.add(repo.git.entry("", new))
        if new == before or repo.git.read(TARGET, new) != f"{tag}\n".encode():
            raise RuntimeError(f"{who} did not write {tag}")
    if len(trees) > 1:
        raise RuntimeError(f"{', '.join(updates)} did not write the same")
    return costs


def _cost(repo: Served, update: Update, tag: str) -> Cost:
    repo.forget()
    begun = time.perf_counter()
    update(tag)
    seconds = time.perf_counter() - begun
    requests = repo.requests()
    return Cost(seconds, len(requests), sum(asked.sent + asked.received for asked in requests))


def _tagboat(repo: Served) -> Update:
    defaults = Defaults(
        author=Author("Auto Update Bot", "auto-update-bot@example.com"),
        commit_message="[Auto] Update $DESTINATION_FILE to $IMAGE_TAG",
    )
    rules = RulesFile(RULES_FILE, defaults)
    update = UpdateInfraRepo(
        repo.connect(),
        rules,
        "main",
        sleep=time.sleep,
        clock=time.monotonic,
        now=lambda: datetime.now(UTC),
    )

    def write(tag: str) -> None:
        (outcome,) = update([image_push(tag)]).outcomes
        if outcome.kind is not Kind.WRITTEN:
            raise RuntimeError(outcome.reason)

    return write
