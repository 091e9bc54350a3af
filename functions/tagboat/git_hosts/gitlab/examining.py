"""What the credentials may do in a project on GitLab, and what the project allows.

GitLab tells it (examined_facts). That a push is taken at all is asked of its Git, which refuses
before anything is sent. What GitLab does not tell a token is unknown.
"""

from collections.abc import Callable, Iterator, Sequence

from tagboat.core.errors import TagboatError
from tagboat.core.examination import Check, Needs, Subject, missing, of_error, ok, unknown
from tagboat.core.pull_requests.proposal import MergeMethod
from tagboat.git_hosts.gitlab.examined_facts import API, Branch, Facts, Project, ask
from tagboat.git_hosts.gitlab.merging import METHODS
from tagboat.git_hosts.gitlab.people import find_people
from tagboat.git_hosts.gitlab.requests import GitLabRequests

FEWEST_REQUESTS = 50
"""Of a minute: a batch with merge requests takes that many."""
_MAINTAINER = 40


def examine(
    requests: GitLabRequests, needs: Needs, check_push: Callable[[], object]
) -> Sequence[Check]:
    """Check what is wanted. As `ExaminedHost.examine` has it.

    Args:
        requests: Asks GitLab.
        needs: What is wanted.
        check_push: Raises what keeps the credentials from pushing to any branch.
    """
    return list(_checks(requests, needs, ask(requests, needs.branch), check_push))


def _checks(
    requests: GitLabRequests, needs: Needs, facts: Facts, check_push: Callable[[], object]
) -> Iterator[Check]:
    yield _credentials(facts)
    refused = _refused(check_push)
    if needs.commits:
        yield refused or _commit(requests, needs, facts)
    if needs.proposals:
        unable = refused and refused.about(Subject.PULL_REQUEST)
        yield unable or _propose(requests, needs, facts)
    if needs.methods:
        yield _auto_merge(requests, needs, facts)
    if needs.people:
        yield _people(requests, needs, facts)
    if facts.requests_left is not None:
        yield _rate_limit(facts.requests_left)


def _credentials(facts: Facts) -> Check:
    if facts.token is None:
        says = "GitLab takes the token for Git, and its API does not tell of it when it expires."
        return unknown(Subject.CREDENTIALS, says)
    scopes = ", ".join(sorted(facts.token.scopes))
    until = f"expires on {facts.token.expires_at}" if facts.token.expires_at else "never expires"
    return ok(
        Subject.CREDENTIALS,
        f"GitLab takes the token '{facts.token.name}' with the scopes {scopes}, which {until}.",
    )


def _refused(check_push: Callable[[], object]) -> Check | None:
    try:
        check_push()
    except TagboatError as error:
        return of_error(Subject.COMMIT, error)
    return None


def _commit(requests: GitLabRequests, needs: Needs, facts: Facts) -> Check:
    if facts.branch is None or facts.project is None:
        return unknown(
            Subject.COMMIT,
            f"The credentials may push to {requests.project}, and GitLab does not tell them whether"
            f" {needs.branch} is protected. Give the token the scope 'read_api' too, to know.",
        )
    if facts.project.archived:
        return missing(Subject.COMMIT, f"{requests.project} is archived. Unarchive it.")
    if not facts.branch.can_push:
        return missing(
            Subject.COMMIT,
            f"{needs.branch} of {requests.project} is protected, and the token's role is not among"
            " those 'Allowed to push and merge'. Let it, or propose merge requests: 'deliver:"
            " pull_request' in the rule.",
        )
    return ok(Subject.COMMIT, f"The credentials may commit on {needs.branch}.")


def _propose(requests: GitLabRequests, needs: Needs, facts: Facts) -> Check:
    if not facts.has(API):
        return missing(
            Subject.PULL_REQUEST,
            f"Merge requests of {requests.project} need a token that GitLab's API takes, with the"
            " scope 'api'.",
        )
    if facts.project is not None and not facts.project.merge_requests_enabled:
        return missing(
            Subject.PULL_REQUEST,
            f"{requests.project} has merge requests turned off. Turn them on in its settings.",
        )
    return ok(
        Subject.PULL_REQUEST, f"The credentials may propose from {', '.join(needs.proposals)}."
    )


def _auto_merge(requests: GitLabRequests, needs: Needs, facts: Facts) -> Check:
    if facts.project is None or facts.branch is None:
        says = "GitLab does not tell this token how the project merges. It needs the scope 'api'."
        return unknown(Subject.AUTO_MERGE, says)
    if not _may_merge(facts.branch, facts.project):
        return missing(
            Subject.AUTO_MERGE,
            f"The token's role is not 'Allowed to merge' into {needs.branch}, which is protected."
            " Let it, or leave auto_merge out of the rules.",
        )
    off = [method for method in needs.methods if not _merges_by(method, facts.project)]
    if off:
        return missing(
            Subject.AUTO_MERGE,
            f"{requests.project} does not merge by {', '.join(off)}: its merge method is"
            f" '{facts.project.merge_method}' and squashing '{facts.project.squash_option}'. Name"
            " another way in the rules' auto_merge, or choose another in the project's settings.",
        )
    says = f"The credentials may merge into {needs.branch}, by {', '.join(needs.methods)} too."
    return ok(Subject.AUTO_MERGE, says)


def _may_merge(branch: Branch, project: Project) -> bool:
    """Who may push may merge, and so may maintainers, unless the branch lets nobody."""
    anybody = not branch.protected or branch.developers_can_merge
    return branch.can_push or anybody or project.level >= _MAINTAINER


def _merges_by(method: MergeMethod, project: Project) -> bool:
    if method is MergeMethod.SQUASH:
        return project.squash_option != "never"
    return project.merge_method in METHODS[method] and project.squash_option != "always"


def _people(requests: GitLabRequests, needs: Needs, facts: Facts) -> Check:
    if facts.project is None:
        return unknown(Subject.PEOPLE, "GitLab does not tell this token who there is.")
    try:
        known = find_people(requests, needs.people)
    except TagboatError as error:
        return unknown(Subject.PEOPLE, f"GitLab does not say who there is: {error}")
    nobody = [name for name in needs.people if name not in known]
    if nobody:
        names = ", ".join(nobody)
        return missing(Subject.PEOPLE, f"{names}: nobody on GitLab is called so. Mend the rules.")
    return ok(Subject.PEOPLE, f"GitLab knows {', '.join(needs.people)}.")


def _rate_limit(left: str) -> Check:
    says = f"{left} requests are left of this minute"
    if left.isdecimal() and int(left) < FEWEST_REQUESTS:
        why = "Give Tagboat a token of a user whom nothing else asks with"
        return missing(Subject.RATE_LIMIT, f"{says}. {why}.")
    return ok(Subject.RATE_LIMIT, f"{says}.")
