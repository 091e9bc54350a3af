"""REST: write the trees and commits of a git repository, and read one; no branch moves.

Source: "REST API endpoints for Git database". The texts of refusals are those that people recorded
on github.com: "base_tree is not a valid tree oid" (sigmavirus24/github3.py issue 522), "Tree SHA
does not exist" (exercism/website issue 8228); that of a missing parent is unverified. Unlike
GitHub's, commits of an App's token are not signed.
"""

from typing import Any

import pygit2
from pygit2 import Signature

from sandbox.git_trees import write_tree
from sandbox.github.answers import REST_DOCS, Answer, message, not_supported
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.node_ids import node_id
from sandbox.github.rest_endpoint import RestRequest
from sandbox.github.rest_git_data import found, shown_tree
from sandbox.github.rest_repositories import person, url_of

_TREE_DOCS = f"{REST_DOCS}/git/trees#create-a-tree"
_COMMIT_DOCS = f"{REST_DOCS}/git/commits#create-a-commit"
_MODES = {"100644": 0o100644, "100755": 0o100755}
WORKFLOWS = ".github/workflows/"


def create_tree(asked: RestRequest) -> Answer:
    """`git/create-tree`: files with their content, put into the tree `base_tree`."""
    hosted = asked.contents(writes=True)
    opened = hosted.git.open()
    if "base_tree" not in asked.body:
        raise not_supported("git/create-tree without base_tree")
    base = found(opened, asked.body["base_tree"])
    if not isinstance(base, pygit2.Tree):
        raise message(422, "base_tree is not a valid tree oid", _TREE_DOCS)
    try:
        new: Any = opened[write_tree(opened, base, _files(asked), ())]
    except ValueError as error:
        # GitHub's answer to a path that git does not allow is not known.
        raise not_supported(f"such a tree: {error}") from None
    return Answer(201, shown_tree(asked, hosted, new, is_recursive=False))


def create_commit(asked: RestRequest) -> Answer:
    """`git/create-commit`: the author is the token's owner, the committer the author."""
    hosted = asked.contents(writes=True)
    opened, wanted = hosted.git.open(), asked.body
    if "signature" in wanted:
        raise not_supported("git/create-commit with a signature")
    tree, parents = found(opened, wanted["tree"]), wanted.get("parents") or []
    if not isinstance(tree, pygit2.Tree):
        raise message(422, "Tree SHA does not exist", _COMMIT_DOCS)
    if not all(isinstance(found(opened, parent), pygit2.Commit) for parent in parents):
        raise message(422, "Parent SHA does not exist or is not a commit object", _COMMIT_DOCS)
    account = asked.call.token.account
    author = wanted.get("author") or {"name": account.name, "email": account.email}
    id_ = opened.create_commit(
        None,
        signature(asked, author),
        signature(asked, wanted.get("committer") or author),
        wanted["message"],
        tree.id,
        parents,
    )
    return Answer(201, shown_commit(asked, hosted, opened[id_]))


def get_commit(asked: RestRequest) -> Answer:
    """`git/get-commit`."""
    hosted, id_ = asked.contents(), asked.path["commit_sha"]
    commit = found(hosted.git.open(), id_)
    if not isinstance(commit, pygit2.Commit):
        raise message(404, "Not Found", f"{REST_DOCS}/git/commits#get-a-commit-object")
    return Answer(200, shown_commit(asked, hosted, commit))


def _files(asked: RestRequest) -> dict[str, tuple[bytes, int]]:
    files: dict[str, tuple[bytes, int]] = {}
    for entry in asked.body["tree"]:
        match entry:
            case {"path": path, "mode": mode, "type": "blob", "content": content} if (
                mode in _MODES and path not in files and "sha" not in entry
            ):
                files[path] = content.encode(), _MODES[mode]
            case _:
                raise not_supported(f"the entry {entry} in git/create-tree")
        if path.startswith(WORKFLOWS) and not asked.call.token.may_write("workflows"):
            raise not_supported(f"{path} in git/create-tree without a permission for workflows")
    return files


def signature(asked: RestRequest, who: dict[str, str]) -> Signature:
    """An author or a committer, now."""
    if who.keys() != {"name", "email"}:
        operation = asked.call.described.operation
        raise not_supported(f"{operation} by {who}, who is not a name and an email address")
    return Signature(who["name"], who["email"], int(asked.call.github.clock()), 0)


def shown_commit(asked: RestRequest, hosted: HostedRepository, commit: Any) -> dict[str, Any]:
    """A commit of the Git database as the API shows it."""
    url, page = f"{url_of(asked, hosted)}/git", f"{asked.call.url}/{hosted.full_name}/commit"
    id_, tree = str(commit.id), str(commit.tree_id)
    return {
        "sha": id_,
        "node_id": node_id("C", hosted.id, id_),
        "url": f"{url}/commits/{id_}",
        "html_url": f"{page}/{id_}",
        "author": person(commit.author),
        "committer": person(commit.committer),
        "message": commit.message,
        "tree": {"sha": tree, "url": f"{url}/trees/{tree}"},
        "parents": [
            {"sha": str(parent), "url": f"{url}/commits/{parent}", "html_url": f"{page}/{parent}"}
            for parent in commit.parent_ids
        ],
        "verification": {
            "verified": False,
            "reason": "unsigned",
            "signature": None,
            "payload": None,
            "verified_at": None,
        },
    }
