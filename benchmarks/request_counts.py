"""How many requests an update asks of each git host, by commits and by pull requests."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.infra_repos import FIRST_TAG, IMAGE, RULES_FILE, TARGET
from benchmarks.pushes import image_push
from benchmarks.section import Section
from benchmarks.table import Table
from benchmarks.workplace import Workplace
from sandbox.aws.server import AwsServer
from sandbox.request_log import RequestLog
from tagboat.core.commit_message import Author
from tagboat.core.outcomes import Kind
from tagboat.core.rules.load import Defaults
from tagboat.core.rules.source import RulesFile
from tagboat.update_infra_repo import UpdateInfraRepo
from tests.contract.hosted.base import Hosted
from tests.contract.hosts import OVER_HTTP, PROPOSING_OVER_HTTP
from tests.contract.proposing.base import HostedPullRequests

HOSTS = {
    "GitHub": "github",
    "CodeCommit": "codecommit",
    "GitLab": "gitlab",
    "any git server": "git",
    "one without filters": "git-without-filters",
}
UPDATES = ("commit", "opened", "changed", "merged later", "opened and merged")
"""The columns."""
_COMMIT: str | dict[str, object] = "commit"
_PROPOSE: dict[str, object] = {"pull_request": {"auto_merge": "squash"}}

_MEASURED = """\
One pushed tag goes into one file by one rule of a rules file, on each git host of the sandbox: the
hosts that the contract suite runs over. A *new* function has no connection, no token and knows
nothing of the repository; a *warm* one has made such an update before. *Commit* is on the branch
itself. *Opened* is a pull request that merges itself when its check has passed (on CodeCommit: its
approval is given), *changed* is the open one with a newer tag. *Merged later* is what Tagboat asks
when the check has passed: nothing where the host merges by itself; on CodeCommit it is the next
push of the image that merges. *Opened and merged* is one with nothing to wait for. Requests are
those that the host counted, in a repository with one to three earlier pull requests, which
CodeCommit has to be asked about one by one. A new function asks AWS once more for a token, if it
has one."""

_NOT_MEASURED = ("How many of them are asked at the same time, as all files on CodeCommit are.",)


@dataclass
class _Function:
    """Tagboat on one infra repo."""

    hosted: Hosted
    log: RequestLog
    service: str
    warm: bool
    update: UpdateInfraRepo | None = None
    pushes: int = 0

    def push(self, *, same: bool = False) -> int:
        """Push a tag, or the last one again; how many requests it took."""
        self.pushes += not same
        if self.update is None or not self.warm:
            self.update = _update(self.hosted)
        before = len(self.log)
        (outcome,) = self.update([image_push(f"1.0.{self.pushes}")]).outcomes
        if outcome.kind not in (Kind.WRITTEN, Kind.PROPOSED, Kind.UNCHANGED):
            raise RuntimeError(f"{self.service}: {outcome.reason}")
        return len(self.log.since(before))


def run(workplace: Workplace) -> Section:
    """Count on every host, for a new and for a warm function."""
    table = Table(["Host", "function", *UPDATES])
    with workplace.fresh_folder() as kept, AwsServer(Path(kept) / "codecommit") as aws:
        for host, key in HOSTS.items():
            for warm in (False, True):
                workplace.say(f"requests: {host}, {_said(warm=warm)}")
                folder = Path(kept) / f"{key}-{warm}"
                found = _commits(aws, folder, key, warm=warm)
                if key in PROPOSING_OVER_HTTP:
                    found |= _pull_requests(aws, folder, key, warm=warm)
                table.add(host, _said(warm=warm), *cells(found))
    return Section(
        title="Requests of each git host (`requests`)",
        measured=_MEASURED,
        tables=[table],
        not_measured=_NOT_MEASURED,
    )


def cells(found: Mapping[str, int]) -> list[str]:
    """The figures of a row; a host without pull requests has none of theirs."""
    return [str(found[update]) if update in found else "none" for update in UPDATES]


def _said(*, warm: bool) -> str:
    return "warm" if warm else "new"


def _commits(aws: AwsServer, folder: Path, key: str, *, warm: bool) -> dict[str, int]:
    with OVER_HTTP[key](aws, folder / "commits") as hosted:
        function = _Function(hosted, hosted.asked, key, warm)
        _begin(hosted, _COMMIT)
        function.push()
        return {"commit": function.push()}


def _pull_requests(aws: AwsServer, folder: Path, key: str, *, warm: bool) -> dict[str, int]:
    with PROPOSING_OVER_HTTP[key](aws, folder / "proposals") as hosted:
        function = _Function(hosted, hosted.asked, key, warm)
        _begin(hosted, _PROPOSE)
        function.push()
        at_once = function.push()
        hosted.require_checks()
        for _ in range(2):  # The first time is for a warm function to have seen it all.
            opened, changed = function.push(), function.push()
            merged = _merge(hosted, function)
    return {
        "opened": opened,
        "changed": changed,
        "merged later": merged,
        "opened and merged": at_once,
    }


def _merge(hosted: HostedPullRequests, function: _Function) -> int:
    """Let the checks pass, and the function merge where the host does not."""
    before = hosted.history()
    hosted.pass_checks()
    asked = 0 if hosted.abilities.waits else function.push(same=True)
    if hosted.history() == before:
        raise RuntimeError(f"{function.service}: nothing was merged")
    return asked


def _begin(hosted: Hosted, deliver: object) -> None:
    rule = {"name": "web", "image": IMAGE, "targets": [{"file": TARGET}], "deliver": deliver}
    rules = json.dumps({"version": 1, "rules": [rule]}).encode()
    hosted.push({RULES_FILE: rules, TARGET: FIRST_TAG.encode()})


def _update(hosted: Hosted) -> UpdateInfraRepo:
    defaults = Defaults(
        author=Author("Auto Update Bot", "auto-update-bot@example.com"),
        commit_message="Update $DESTINATION_FILE to $IMAGE_TAG",
    )
    rules = RulesFile(RULES_FILE, defaults)
    return UpdateInfraRepo(
        hosted.again(),
        rules,
        "main",
        sleep=time.sleep,
        clock=time.monotonic,
        now=lambda: datetime.now(UTC),
    )
