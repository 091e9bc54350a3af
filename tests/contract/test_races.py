"""Two who write at once: nothing is lost, and the history is a line."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tagboat.core import errors
from tagboat.git_hosts.base import GitHost
from tests.contract.commits import commit
from tests.contract.hosted.base import Hosted

RACES = 100
PATIENCE = 60


def test_of_two_who_race_one_wins_each_time_and_nothing_is_lost(hosted: Hosted) -> None:
    together = Barrier(2, timeout=PATIENCE)

    def race(git_host: GitHost, name: str) -> list[str]:
        """Commit on the head that the other one has read too; what was written."""
        written = []
        for number in range(RACES):
            together.wait()
            snapshot = git_host.read("main", ["README.md"])
            together.wait()
            try:
                commit(git_host, snapshot, {f"{name}/{number}": b"1"})
            except errors.RetryableError:
                continue
            written.append(f"{name}/{number}")
        return written

    with ThreadPoolExecutor(2) as both:
        racing = [both.submit(race, hosted.again(), name) for name in ("a", "b")]
        written = [path for done in racing for path in done.result()]
    assert len(written) == RACES
    assert hosted.files() == {"README.md", *written}
    assert len(hosted.history()) == 1 + RACES
    assert hosted.merges() == []
    assert hosted.complaints() == ""
