"""REST: move a branch to a commit that comes after its head.

Source: "REST API endpoints for Git references". The texts of refusals are those that people
recorded on github.com: "Update is not a fast forward" (webspace-sdk/webspace-engine issue 104),
"Reference cannot be updated" when two updates meet (octokit/octokit.net issue 2277), classic
protection's reasons as they are (googleapis/repo-automation-bots issue 5551), rulesets' below a
line that says so (satisfactory-factories/application issue 67).
"""

import pygit2

from sandbox.github.answers import REST_DOCS, Answer, message, not_supported
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.rest_endpoint import RestRequest
from sandbox.github.rest_git_data import found, shown_reference

_BRANCHES = "heads/"


def update_reference(asked: RestRequest) -> Answer:
    """`git/update-ref`, of branches, and never by force."""
    hosted, (name, new) = asked.contents(writes=True), (asked.path["ref"], asked.body["sha"])
    if not name.startswith(_BRANCHES) or asked.body.get("force"):
        raise not_supported("git/update-ref by force, or of what is no branch")
    branch = name.removeprefix(_BRANCHES)
    head = hosted.git.head(branch)
    if head is None:
        raise _refused("Reference does not exist")
    opened = hosted.git.open()
    target = found(opened, new)
    if not isinstance(target, pygit2.Commit):
        raise _refused("Object does not exist")
    if new != head and not opened.descendant_of(new, head):
        raise _refused("Update is not a fast forward")
    _hold_to_rules(hosted, branch, asked.call.token.account.login)
    asked.call.begin("git/update-ref/move")
    if not hosted.git.move_branch(branch, new, head):
        raise _refused("Reference cannot be updated")
    asked.call.notice(hosted)
    return Answer(200, shown_reference(asked, hosted, f"refs/{name}", target))


def _hold_to_rules(hosted: HostedRepository, branch: str, login: str) -> None:
    if why := hosted.protection_against(branch, login):
        raise _refused(why)
    if violations := hosted.violations(branch, login):
        said = "".join(f"{violation}\n\n" for violation in violations)
        raise _refused(f"Repository rule violations found\n\n{said}")


def _refused(text: str) -> Answer:
    return message(422, text, f"{REST_DOCS}/git/refs#update-a-reference")
