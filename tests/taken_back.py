"""An infra repo in which people take back what Tagboat has written.

All times are seconds after noon.
"""

from datetime import timedelta
from typing import Any

from tagboat.core.commit_message import Author
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.rules.source import RulesFile
from tagboat.core.snapshot import File
from tagboat.update_infra_repo import UpdateInfraRepo
from tests.image_pushes import NOON, image_push, this_evening
from tests.in_memory_git_host import InMemoryGitHost
from tests.in_memory_registry import InMemoryRegistry
from tests.rule_sets import DEFAULTS

ANN = Author("Ann", "ann@example.com")


class Repo:
    """The use case over fakes; each call is another function, which remembers nothing."""

    def __init__(self, rule: str = "", *pushes: ImagePush, rules: str = "", **files: str) -> None:
        text = rules or f"rules:\n- {{name: web, image: team/web, {rule} targets: [{{file: web}}]}}"
        there = {".tagboat.yaml": f"version: 1\n{text}\n", "web": "0.9.0\n"} | files
        self.host = InMemoryGitHost({path: text.encode() for path, text in there.items()})
        self.host.now = lambda: NOON + timedelta(seconds=self.seconds)
        self.seconds: float = 0
        self.registry = InMemoryRegistry(image_push("0.9.0", at=-90), *pushes)
        self.has_registry = True
        self.slept: list[float] = []

    def deliver(self, *pushes: ImagePush, at: float | None = None) -> dict[str, Outcome]:
        """Some seconds after noon; what becomes of each push, by its tag."""
        self.seconds = self.seconds if at is None else at
        update = UpdateInfraRepo(
            self.host,
            RulesFile(".tagboat.yaml", DEFAULTS),
            "main",
            registry=(lambda: self.registry) if self.has_registry else None,
            sleep=self.slept.append,
            clock=lambda: 0.0,
            now=this_evening,
        )
        return {outcome.push.tag: outcome for outcome in update(pushes).outcomes}

    def push(self, tag: str, *, at: float, delivered: float | None = None, **more: Any) -> Outcome:
        """Push an image, and deliver it a second later unless told when."""
        pushed = image_push(tag, at=at, **more)
        self.registry.push(pushed)
        return self.deliver(pushed, at=at + 1 if delivered is None else delivered)[tag]

    def commit(self, at: float, message: str = "By hand", **files: str | None) -> str:
        """Somebody commits files."""
        self.seconds = at
        made = {
            path: None if text is None else File(f"{text}\n".encode())
            for path, text in files.items()
        }
        return self.host.push(made, "main", message, ANN)

    def text(self, path: str = "web") -> str:
        return self.host.content(path).decode().strip()


POLICIES = ["", 'policy: {semver: "*"},', "policy: {alphabetical: asc},"]
V1, V2, V3 = (image_push(f"{n}.0.0", at=n * 100) for n in (1, 2, 3))


def taken_back(rule: str = "", **more: Any) -> tuple[Repo, str]:
    """A repo in which 2.0.0 was written at 201 and taken back at 250, and the commit of that."""
    repo = Repo(rule, **more)
    repo.push("1.0.0", at=100)
    assert repo.push("2.0.0", at=200).kind is Kind.WRITTEN
    return repo, repo.commit(250, web="1.0.0")
