"""The script that people write with PyGithub: `pygithub_script.py COMMAND IMAGE:TAG FILE …`.

It is what PyGithub's documentation and its users' answers show: read the files, replace the image's
tag, and commit: one file by `update_file`, several by a tree and a commit of it. `propose` opens a
pull request that merges itself, or changes the one that is open.

It runs with PyGithub's own packages, far from Tagboat's: see requirements/peers.in.
"""

import os
import re
import sys
from collections.abc import Mapping, Sequence

from github import Auth, Github, InputGitTreeElement
from github.PullRequest import PullRequest
from github.Repository import Repository

BASE, BRANCH = "main", "bump"


def main() -> None:
    """Do what the command line says."""
    command, reference, *paths = sys.argv[1:]
    image, _, tag = reference.rpartition(":")
    repo = _client().get_repo(os.environ["GITHUB_REPOSITORY"])
    if command == "propose":
        propose(repo, image, tag, paths)
    else:
        commit(repo, image, tag, paths, BASE)


def commit(repo: Repository, image: str, tag: str, paths: Sequence[str], branch: str) -> None:
    """Commit the tag on a branch."""
    found = {path: repo.get_contents(path, ref=branch) for path in paths}
    new = {path: replaced(file.decoded_content, image, tag) for path, file in found.items()}
    message = f"Update {image} to {tag}"
    if len(paths) == 1:
        (path,) = paths
        repo.update_file(path, message, new[path], found[path].sha, branch=branch)
    else:
        commit_together(repo, new, message, branch)


def commit_together(
    repo: Repository, files: Mapping[str, bytes], message: str, branch: str
) -> None:
    """Commit several files at once."""
    ref = repo.get_git_ref(f"heads/{branch}")
    head = ref.object.sha
    elements = [
        InputGitTreeElement(path, "100644", "blob", content.decode())
        for path, content in files.items()
    ]
    tree = repo.create_git_tree(elements, repo.get_git_tree(head))
    made = repo.create_git_commit(message, tree, [repo.get_git_commit(head)])
    ref.edit(made.sha)


def propose(repo: Repository, image: str, tag: str, paths: Sequence[str]) -> None:
    """Open a pull request, or change the open one."""
    title = f"Update {image} to {tag}"
    pull = open_pull_request(repo)
    if pull is None:
        repo.create_git_ref(f"refs/heads/{BRANCH}", repo.get_branch(BASE).commit.sha)
    commit(repo, image, tag, paths, BRANCH)
    if pull is None:
        pull = repo.create_pull(BASE, BRANCH, title=title, body=title)
        pull.enable_automerge("SQUASH")
    else:
        pull.edit(title=title, body=title)


def open_pull_request(repo: Repository) -> PullRequest | None:
    """The open one, if there is one."""
    found = repo.get_pulls(state="open", base=BASE, head=f"{repo.owner.login}:{BRANCH}")
    return next(iter(found), None)


def replaced(content: bytes, image: str, tag: str) -> bytes:
    """The file with the tag behind each mention of the image."""
    return re.sub(rf"{re.escape(image)}:[\w.-]+", f"{image}:{tag}", content.decode()).encode()


def _client() -> Github:
    """A client, with PyGithub's pauses between requests or, to be kind to it, without them."""
    auth, url = Auth.Token(os.environ["GITHUB_TOKEN"]), os.environ["GITHUB_API_URL"]
    if os.environ.get("WITHOUT_PAUSES"):
        return Github(
            auth=auth, base_url=url, seconds_between_requests=None, seconds_between_writes=None
        )
    return Github(auth=auth, base_url=url)
