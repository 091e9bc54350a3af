"""What the credentials may do in a repository on GitHub, and what the repository allows.

"GitHub GraphQL API: Objects", `Repository` and `RateLimit`: settings are asked for. What the token
itself may do is not told there, so it is tried (examining_writes), and so are branches
(examining_branches).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tagboat.core.errors import TagboatError
from tagboat.core.examination import Check, Needs, Subject, missing, of_error, ok, unknown
from tagboat.core.pull_requests.proposal import MergeMethod
from tagboat.git_hosts.github import examining_writes as writes
from tagboat.git_hosts.github.examining_branches import Allowance, BranchRules
from tagboat.git_hosts.github.follow_ups import Lookup
from tagboat.git_hosts.github.requests import GitHubRequests

FEWEST_POINTS = 50
"""Of an hour: with fewer left, a few pushes more have to wait for the next one."""
_BOT = "[bot]"
_READERS = ("READ", "TRIAGE")
_ALLOWED_BY: Mapping[MergeMethod, str] = {
    MergeMethod.SQUASH: "squashMergeAllowed",
    MergeMethod.MERGE: "mergeCommitAllowed",
    MergeMethod.REBASE: "rebaseMergeAllowed",
}
_FACTS = (
    "query($owner: String!, $name: String!) {"
    " viewer { login } rateLimit { limit remaining resetAt }"
    " repository(owner: $owner, name: $name)"
    f" {{ id isArchived viewerPermission autoMergeAllowed {' '.join(_ALLOWED_BY.values())} }} }}"
)


def examine(requests: GitHubRequests, needs: Needs) -> Sequence[Check]:
    """Check what is wanted. As `ExaminedHost.examine` has it."""
    owner, _, name = requests.repository.partition("/")
    facts = requests.graphql(_FACTS, {"owner": owner, "name": name}, needs.branch)
    return list(_checks(requests, needs, facts))


def _checks(requests: GitHubRequests, needs: Needs, facts: Mapping[str, Any]) -> Iterator[Check]:
    repository, login = facts["repository"], str(facts["viewer"]["login"])
    requests.repository_id = repository["id"]
    rules = BranchRules(requests, admin=repository["viewerPermission"] == "ADMIN")
    yield _credentials(requests, login)
    unable = _unable_to_write(requests, needs, repository)
    if needs.commits:
        yield unable or _on_branch(rules, needs.branch)
    if needs.proposals:
        refused = unable and unable.about(Subject.PULL_REQUEST)
        yield refused or _may_propose(requests, needs, rules)
    if needs.methods:
        yield _auto_merge(requests, needs, repository, rules)
    if needs.people:
        yield _people(requests, needs)
    yield _rate_limit(facts["rateLimit"])


def _credentials(requests: GitHubRequests, login: str) -> Check:
    if login.endswith(_BOT):
        says = f"GitHub takes the App's token ({login}), which is made anew every hour."
    elif requests.token_expires:
        says = f"GitHub takes the token of {login}, which expires at {requests.token_expires}."
    else:
        says = f"GitHub takes the token of {login}, and does not say when it expires."
    return ok(Subject.CREDENTIALS, says)


def _unable_to_write(
    requests: GitHubRequests, needs: Needs, repository: Mapping[str, Any]
) -> Check | None:
    """What keeps the credentials from writing anything at all; None if nothing does."""
    subject = Subject.COMMIT
    if repository["isArchived"]:
        return missing(subject, f"{requests.repository} is archived, so nobody can write to it.")
    if repository["viewerPermission"] in _READERS:  # An App has none, and is believed the trial.
        return missing(
            subject,
            f"The token's owner may only read {requests.repository}. Give them the role Write.",
        )
    try:
        return writes.commit(requests, needs.branch)
    except TagboatError as error:
        return of_error(subject, error)


def _on_branch(rules: BranchRules, branch: str) -> Check:
    try:
        allowance = rules.of_commits(branch)
    except TagboatError as error:
        return unknown(Subject.COMMIT, f"The rules of {branch} cannot be read: {error}")
    return _by(Subject.COMMIT, allowance, f"The credentials may commit on {branch}.")


def _may_propose(requests: GitHubRequests, needs: Needs, rules: BranchRules) -> Check:
    try:
        check = writes.pull_request(requests, needs.branch)
        allowances = [rules.of_proposals(branch) for branch in needs.proposals]
    except TagboatError as error:
        return of_error(Subject.PULL_REQUEST, error)
    worst = min(allowances, key=lambda one: (one.allowed is not False, one.allowed is True))
    says = f"The credentials may propose from {', '.join(needs.proposals)}."
    return check or _by(Subject.PULL_REQUEST, worst, says)


def _by(subject: Subject, allowance: Allowance, says: str) -> Check:
    match allowance.allowed:
        case True:
            return ok(subject, says)
        case False:
            return missing(subject, allowance.says)
        case None:
            return unknown(subject, allowance.says)


def _auto_merge(
    requests: GitHubRequests, needs: Needs, repository: Mapping[str, Any], rules: BranchRules
) -> Check:
    if not repository["autoMergeAllowed"]:
        return missing(
            Subject.AUTO_MERGE,
            f"{requests.repository} does not allow auto-merge, so pull requests that wait for"
            " checks stay open. Choose 'Allow auto-merge' in its settings.",
        )
    try:
        by_rules = rules.merge_methods(needs.branch)
    except TagboatError as error:
        return unknown(Subject.AUTO_MERGE, f"The rules of {needs.branch} cannot be read: {error}")
    off = [one for one in needs.methods if not repository.get(_ALLOWED_BY.get(one, ""))]
    off += [one for one in needs.methods if one not in off and one.value not in by_rules]
    if off:
        return missing(
            Subject.AUTO_MERGE,
            f"{requests.repository} does not merge into {needs.branch} by {_list(off)}. Allow it in"
            " the repository's settings and the branch's rules, or name another way in the rules'"
            " auto_merge; GitHub has no fast-forward.",
        )
    return ok(Subject.AUTO_MERGE, f"Auto-merge is allowed, by {_list(needs.methods)} too.")


def _people(requests: GitHubRequests, needs: Needs) -> Check:
    lookup = Lookup((), needs.people)
    owner, _, name = requests.repository.partition("/")
    document = (
        f"query($owner: String!, $name: String!, {lookup.parameters})"
        f" {{ repository(owner: $owner, name: $name) {{ {lookup.fields} }} }}"
    )
    variables = {"owner": owner, "name": name} | lookup.variables
    try:
        lookup.learn(requests.graphql(document, variables, needs.branch)["repository"])
    except TagboatError as error:  # Teams need a permission that nothing else needs.
        return unknown(Subject.PEOPLE, f"GitHub does not say who there is: {error}")
    nobody = [one for one in needs.people if not (lookup.user(one) or lookup.team(one))]
    if nobody:
        return missing(
            Subject.PEOPLE,
            f"{_list(nobody)}: nobody whom GitHub lets work with {requests.repository}, or the"
            " token may not see them. Mend the rules, or give access.",
        )
    return ok(Subject.PEOPLE, f"GitHub knows {_list(needs.people)}.")


def _rate_limit(limit: Mapping[str, Any] | None) -> Check:
    if limit is None:
        return ok(Subject.RATE_LIMIT, "This GitHub does not limit requests.")
    says = f"{limit['remaining']} of {limit['limit']} points are left until {limit['resetAt']}"
    if limit["remaining"] < FEWEST_POINTS:
        return missing(
            Subject.RATE_LIMIT, f"{says}. Give Tagboat credentials that nothing else uses."
        )
    return ok(Subject.RATE_LIMIT, f"{says}.")


def _list(some: Iterable[str]) -> str:
    return ", ".join(some)
