"""The histories of files: some commits with their folders, then the contents that files had.

Two requests to a server, and one more if some commits are not enough; none if the commit is older
than is asked for and was opened before. A server that does not filter sends all files of the
commits at once.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from tagboat.core.file_history import Histories, down_to
from tagboat.core.snapshot import File
from tagboat.git_hosts.git.files import file_of, regular
from tagboat.git_hosts.git.past import Change, Past
from tagboat.git_hosts.git.remote import Remote
from tagboat.git_hosts.git.trees import Entry, GitTree

SOME, MANY = 50, 1_000
"""Commits to go back: the last of so many stands for those before it, however new it is."""

type Changes = Mapping[str, Sequence[Change]]
"""By path, the newest first."""


def read_histories(remote: Remote, paths: Collection[str], at: str, since: datetime) -> Histories:
    """Read how files came to be what they are at a commit. As `GitHost.history` has it."""
    commit, objects = remote.open("", at)
    if GitTree(objects, commit).committed_at < since:
        return dict.fromkeys(paths, ())
    for depth in (SOME, MANY):
        deep = remote.deepen(commit, depth)
        past = Past(deep, commit, depth)
        found = {path: down_to(since, past.changes(path)) for path in paths}
        if _are_known(found, since):
            break
    changes = _with_a_file_if_unknown(found)
    entries = [one.entry for some in changes.values() for one in some]
    remote.load({entry.id for entry in regular(entries) if entry.id not in deep})

    def file(path: str, entry: Entry | None) -> File | None:
        holder = deep if entry and entry.id in deep else objects
        usable = file_of(holder, entry, path, at)
        return usable if isinstance(usable, File) else None

    return {
        path: [one.revision(file(path, one.entry)) for one in some]
        for path, some in changes.items()
    }


def _are_known(changes: Changes, since: datetime) -> bool:
    """Whether none of them that is new enough only stands for one that is out of sight."""
    return all(one.known or one.at < since for some in changes.values() for one in some)


def _with_a_file_if_unknown(changes: Changes) -> Changes:
    """Without those that stand for a commit that took the file away, if there is one at all."""
    return {path: [one for one in some if one.known or one.entry] for path, some in changes.items()}
