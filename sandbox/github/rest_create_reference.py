"""REST: make a branch at a commit that is there.

Source: "Create a reference". Its refusals are recorded: "Reference already exists"
(xorbitsai/xagent pull request 2403, a review) and "Object does not exist", which git/update-ref
says too.
"""

import pygit2

from sandbox.github.answers import REST_DOCS, Answer, message, not_supported
from sandbox.github.rest_endpoint import RestRequest
from sandbox.github.rest_git_data import found, shown_reference

_BRANCHES = "refs/heads/"


def create_reference(asked: RestRequest) -> Answer:
    """`git/create-ref`, of branches."""
    hosted, name, id_ = asked.contents(writes=True), asked.body["ref"], asked.body["sha"]
    if not name.startswith(_BRANCHES) or not pygit2.reference_is_valid_name(name):
        raise not_supported(f"git/create-ref of {name}, which is no branch")
    branch = name.removeprefix(_BRANCHES)
    if hosted.violations(branch, asked.call.token.account.login):
        raise not_supported("git/create-ref of a branch that a ruleset forbids")
    target = found(hosted.git.open(), id_)
    if not isinstance(target, pygit2.Commit):
        raise _refused("Object does not exist")
    try:
        is_made = hosted.git.move_branch(branch, id_, None)
    except ValueError as error:
        # GitHub's answer to a name that lies below a branch's is not known.
        raise not_supported(f"such a branch: {error}") from None
    if not is_made:
        raise _refused("Reference already exists")
    asked.call.notice(hosted)
    return Answer(201, shown_reference(asked, hosted, name, target))


def _refused(text: str) -> Answer:
    return message(422, text, f"{REST_DOCS}/git/refs#create-a-reference")
