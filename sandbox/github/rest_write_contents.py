"""REST: one file, new or changed, as a commit on the head of a branch.

Source: "Create or update file contents". What it refuses is recorded on github.com: no `sha`, a
wrong one, one of what is not there, and a branch that is not (pome-sh/digital-twins pull request
400), "is at … but expected …" when two writers meet (PyGithub issue 1787), "Could not update file"
by classic protection (BobAnkh/auto-generate-changelog issue 78). The refusal by rulesets and that
of content that is no base64 are unverified. Unlike GitHub's, the commit is not signed.
"""

import base64
import binascii

from sandbox.git_repository import FILE_MODE
from sandbox.github.answers import REST_DOCS, Answer, message, not_supported
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.rest_contents import described
from sandbox.github.rest_endpoint import RestRequest
from sandbox.github.rest_git_objects import WORKFLOWS, shown_commit, signature

_DOCS = f"{REST_DOCS}/repos/contents#create-or-update-file-contents"


def write_contents(asked: RestRequest) -> Answer:
    """`repos/create-or-update-file-contents`."""
    hosted, path = asked.contents(writes=True), asked.path["path"]
    if path.startswith(WORKFLOWS) and not asked.call.token.may_write("workflows"):
        raise not_supported(f"{path} without a permission for workflows")
    branch = asked.body.get("branch") or hosted.default_branch
    head = hosted.git.head(branch)
    if head is None:
        raise message(404, f"Branch {branch} not found", _DOCS)
    is_new = _check_old(asked, hosted, path, head)
    new = _write(asked, hosted, path, head)
    _hold_to_rules(asked, hosted, branch)
    asked.call.begin("repos/create-or-update-file-contents/move")
    if not hosted.git.move_branch(branch, new, head):
        raise _refused(409, f"is at {hosted.git.head(branch)} but expected {head}")
    asked.call.notice(hosted)
    opened = hosted.git.open()
    commit = opened[new]
    body = {
        "content": described(asked, hosted, path, opened.revparse_single(f"{new}:{path}")),
        "commit": shown_commit(asked, hosted, commit),
    }
    return Answer(201 if is_new else 200, body)


def _check_old(asked: RestRequest, hosted: HostedRepository, path: str, head: str) -> bool:
    """Hold the request to the file that it replaces, and say whether there is none."""
    old, sha = hosted.git.entry(path, head), asked.body.get("sha")
    if old is None:  # GitHub ignores a `sha` then.
        return True
    mode, id_ = old
    if mode != FILE_MODE:
        raise not_supported(f"what is no plain file in {asked.call.described.operation}")
    if not sha:
        raise _refused(422, 'Invalid request.\n\n"sha" wasn\'t supplied.')
    if sha != id_:
        raise _refused(409, f"{path} does not match {sha}")
    return False


def _write(asked: RestRequest, hosted: HostedRepository, path: str, head: str) -> str:
    wanted, account = asked.body, asked.call.token.account
    owner = {"name": account.name, "email": account.email}
    committer = wanted.get("committer") or owner
    try:
        return hosted.git.write_commit(
            head,
            put={path: (_content(wanted["content"]), FILE_MODE)},
            message=wanted["message"],
            author=signature(asked, wanted.get("author") or committer),
            committer=signature(asked, committer),
        )
    except ValueError as error:
        # GitHub's answer to a path that git does not allow is not known.
        raise not_supported(f"such a file: {error}") from None


def _content(text: str) -> bytes:
    try:
        return base64.b64decode(text.replace("\n", ""), validate=True)
    except binascii.Error:
        raise _refused(422, "content is not valid Base64") from None


def _hold_to_rules(asked: RestRequest, hosted: HostedRepository, branch: str) -> None:
    login = asked.call.token.account.login
    if why := hosted.protection_against(branch, login):
        raise _refused(409, f"Could not update file: {why}")
    if violations := hosted.violations(branch, login):
        said = "".join(f"{violation}\n\n" for violation in violations)
        raise _refused(409, f"Repository rule violations found\n\n{said}")


def _refused(status: int, text: str) -> Answer:
    return message(status, text, _DOCS)
