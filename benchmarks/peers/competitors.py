"""Who updates: each by its own means, on a repository of its own."""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.infra_repos import RULES_FILE
from benchmarks.peers.environment import Ran, run
from benchmarks.peers.tasks import Task
from benchmarks.pushes import image_push
from benchmarks.served import Served
from tagboat.core.commit_message import Author
from tagboat.core.outcomes import Kind
from tagboat.core.rules.load import Defaults
from tagboat.core.rules.source import RulesFile
from tagboat.update_infra_repo import UpdateInfraRepo

REPLACER, SCRIPT, UNPAUSED = "gitops-image-replacer", "PyGithub", "PyGithub, no pauses"
FIRST, WARM = "Tagboat, first", "Tagboat, warm"
DONE = {Kind.WRITTEN, Kind.PROPOSED}


@dataclass(frozen=True)
class Took:
    """What an update took, in seconds."""

    seconds: float
    start: float = 0
    """Of it aside: Python and imports, of all processes together."""
    succeeded: bool = True


type Update = Callable[[str], Took]
"""Writes a tag of all images of a task."""
type Competitor = Callable[[Served, Task, Path], Update]
"""Makes ready to update an infra repo, with a folder for what it needs."""


def replacer(repo: Served, task: Task, folder: Path) -> Update:
    """By gitops-image-replacer: one run for each image, with that image's configuration."""
    commands = []
    for number, image in enumerate(task.images):
        entries = [
            {"repository": repo.name, "branch": "main", "file": path} for path in image.paths
        ]
        configuration = folder / f"replacer-{number}.json"
        configuration.write_text(json.dumps({"gitops-image-replacer": entries}))
        options = ["--apply", "--config", str(configuration), "--api", f"{repo.api}"]
        commands.append((options, image.name))
    environment = {"GITHUB_TOKEN": repo.token}

    def update(tag: str) -> Took:
        module = "gitops_image_replacer.__main__"
        return _together(
            run(module, *options, f"{name}:{tag}", environment=environment)
            for options, name in commands
        )

    return update


def script(repo: Served, task: Task, _: Path, *, pauses: bool = True) -> Update:
    """By the PyGithub script: one run for each image."""
    environment = {
        "GITHUB_TOKEN": repo.token,
        "GITHUB_API_URL": repo.api,
        "GITHUB_REPOSITORY": repo.name,
        "WITHOUT_PAUSES": "" if pauses else "yes",
    }
    command = "propose" if task.proposes else "commit"

    def update(tag: str) -> Took:
        return _together(
            run(
                *("pygithub_script", command, f"{image.name}:{tag}", *image.paths),
                environment=environment,
            )
            for image in task.images
        )

    return update


def unpaused(repo: Served, task: Task, folder: Path) -> Update:
    """By the PyGithub script, without the pauses that PyGithub makes between requests."""
    return script(repo, task, folder, pauses=False)


def first(repo: Served, task: Task, folder: Path) -> Update:
    """By Tagboat with new clients."""
    return lambda tag: warm(repo, task, folder)(tag)


def warm(repo: Served, task: Task, _: Path) -> Update:
    """By Tagboat with the clients of its last update."""
    defaults = Defaults(
        author=Author("Auto Update Bot", "auto-update-bot@example.com"),
        commit_message="Update $DESTINATION_FILE to $IMAGE_TAG",
    )
    rules = RulesFile(RULES_FILE, defaults)
    use_case = UpdateInfraRepo(
        repo.connect(),
        rules,
        "main",
        sleep=time.sleep,
        clock=time.monotonic,
        now=lambda: datetime.now(UTC),
    )

    def update(tag: str) -> Took:
        pushes = [image_push(tag, image.repository) for image in task.images]
        begun = time.perf_counter()
        outcomes = use_case(pushes).outcomes
        seconds = time.perf_counter() - begun
        return Took(seconds, succeeded=all(outcome.kind in DONE for outcome in outcomes))

    return update


def _together(ran: Iterable[Ran]) -> Took:
    each = list(ran)
    seconds = sum(one.seconds for one in each)
    start = sum(one.whole - one.seconds for one in each)
    return Took(seconds, start, all(one.succeeded for one in each))


COMMITTING: Mapping[str, Competitor] = {
    REPLACER: replacer,
    SCRIPT: script,
    UNPAUSED: unpaused,
    FIRST: first,
    WARM: warm,
}
PROPOSING: Mapping[str, Competitor] = {
    name: one for name, one in COMMITTING.items() if name != REPLACER
}
"""gitops-image-replacer has no pull requests."""
