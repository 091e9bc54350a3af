"""Labels, reviewers and assignees of a pull request that was just opened on GitHub.

GraphQL wants their ids, which the document that opens it asks for by their names. What cannot be
put on it is a note: the pull request is there.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tagboat.core import errors
from tagboat.core.pull_requests.proposal import Proposal
from tagboat.git_hosts.github.mutations import Mutations
from tagboat.git_hosts.github.requests import GitHubRequests, Mutated

_MOST_USERS_LIKE_IT = 20
"""GitHub finds users by parts of their names."""


class Lookup:
    """The ids of what a pull request names."""

    def __init__(self, labels: Sequence[str], people: Sequence[str]) -> None:
        """Number what is to be looked up."""
        self._labels = labels
        self._users = tuple(dict.fromkeys(name for name in people if "/" not in name))
        self._teams = tuple(dict.fromkeys(name for name in people if "/" in name))
        self._found: Mapping[str, Any] = {}

    @property
    def parameters(self) -> str:
        """What a document that asks for the fields declares."""
        return ", ".join(f"${name}: String!" for name in self.variables)

    @property
    def variables(self) -> dict[str, str]:
        """The names, numbered."""
        slugs = [team.partition("/")[2] for team in self._teams]
        kinds = {"label": self._labels, "user": self._users, "team": slugs}
        return {
            f"{kind}{index}": name
            for kind, names in kinds.items()
            for index, name in enumerate(names)
        }

    @property
    def fields(self) -> str:
        """What is asked of the repository."""
        labels = [f"label{i}: label(name: $label{i}) {{ id }}" for i in range(len(self._labels))]
        users = [
            f"user{i}: assignableUsers(query: $user{i}, first: {_MOST_USERS_LIKE_IT})"
            " { nodes { id login } }"
            for i in range(len(self._users))
        ]
        teams = [f"team{i}: team(slug: $team{i}) {{ id }}" for i in range(len(self._teams))]
        if teams:
            teams = [f"owner {{ login ... on Organization {{ {' '.join(teams)} }} }}"]
        return " ".join([*labels, *users, *teams])

    def learn(self, repository: Mapping[str, Any] | None) -> None:
        """Take what the document found."""
        self._found = repository or {}

    def label(self, name: str) -> str | None:
        """The id of a label; None if there is none yet."""
        found = self._found.get(f"label{self._labels.index(name)}")
        return str(found["id"]) if found else None

    def user(self, login: str) -> str | None:
        """The id of somebody who works with the repository; None if nobody is called so."""
        if login not in self._users:
            return None
        found = self._found.get(f"user{self._users.index(login)}") or {}
        same = (one for one in found.get("nodes") or () if one["login"].lower() == login.lower())
        return next((str(one["id"]) for one in same), None)

    def team(self, name: str) -> str | None:
        """The id of a team of the repository's owner; None if there is none."""
        if name not in self._teams:
            return None
        owner = self._found.get("owner") or {}
        is_owner = name.partition("/")[0].lower() == str(owner.get("login")).lower()
        found = owner.get(f"team{self._teams.index(name)}") if is_owner else None
        return str(found["id"]) if found else None


class FollowUps:
    """What is put on one pull request."""

    def __init__(
        self, requests: GitHubRequests, proposal: Proposal, pull: Mapping[str, Any], lookup: Lookup
    ) -> None:
        """Take a pull request as the document that opened it shows it."""
        self._requests, self._proposal = requests, proposal
        self._key, self._number = pull["id"], pull["number"]
        self._lookup = lookup
        self._missing: list[str] = []

    def add_to(self, mutations: Mutations) -> None:
        """Put all that is known on it, in a document."""
        labels = [self._lookup.label(name) for name in self._proposal.labels]
        if labels and all(labels):
            mutations.add("addLabelsToLabelable", {"labelableId": self._key, "labelIds": labels})
        if assignees := self._ids(self._proposal.assignees):
            who = {"assignableId": self._key, "assigneeIds": assignees}
            mutations.add("addAssigneesToAssignable", who)
        users = self._ids(name for name in self._proposal.reviewers if "/" not in name)
        teams = self._ids(name for name in self._proposal.reviewers if "/" in name)
        if users or teams:
            who = {"userIds": users, "teamIds": teams, "union": True}
            mutations.add("requestReviews", {"pullRequestId": self._key, **who})

    def make_labels(self) -> Iterator[str]:
        """Put labels on it of which some are to be made: REST makes them. Notes, if it does not.

        "REST API endpoints for labels": "Add labels to an issue".
        """
        names = self._proposal.labels
        if all(map(self._lookup.label, names)):
            return
        path, body = f"issues/{self._number}/labels", {"labels": list(names)}
        try:
            self._requests.rest("POST", path, self._proposal.standing.branch, body, kind=list)
        except errors.TagboatError as refused:
            yield f"The labels {', '.join(names)} are not on it: {refused}"

    def notes(self, done: Mutated | None) -> Iterator[str]:
        """What is not on it, and why."""
        for name in self._missing:
            yield (
                f"{name} is nobody whom GitHub lets work with {self._requests.repository}, or the"
                " token may not see it. Mend the rules, or give access."
            )
        said = {
            "addLabelsToLabelable": "Its labels",
            "addAssigneesToAssignable": "Its assignees",
            "requestReviews": "Its reviewers",
        }
        for field, what in said.items():
            if done and field in done.refusals:
                yield f"{what} could not be set. GitHub says {done.refusals[field].said!r}."

    def _ids(self, names: Iterator[str] | tuple[str, ...]) -> list[str]:
        found = {name: self._lookup.user(name) or self._lookup.team(name) for name in names}
        unknown = (name for name, id_ in found.items() if id_ is None)
        self._missing += [name for name in unknown if name not in self._missing]
        return [id_ for id_ in found.values() if id_ is not None]
