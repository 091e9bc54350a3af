"""Which pull requests of a repository a request lists, and in which order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sandbox.github.answers import not_supported
from sandbox.github.pull_requests.pull_request import PullRequest


@dataclass(frozen=True)
class Filter:
    """What is asked for; None is anything."""

    head: str | None = None
    base: str | None = None
    states: Sequence[str] | None = None
    labels: Sequence[str] | None = None
    own: bool = False
    """Whether its branch has to be in the repository itself."""

    def passes(self, pull: PullRequest) -> bool:
        """Whether it is one of those."""
        names = {label.name.lower() for label in pull.labels}
        return (
            self.head in (None, pull.head)
            and self.base in (None, pull.base)
            and (self.states is None or pull.state in self.states)
            and not (self.own and pull.fork_id is not None)
            and (self.labels is None or any(name.lower() in names for name in self.labels))
        )


def chosen_from(
    pulls: Iterable[PullRequest], wanted: Filter, order: Mapping[str, str] | None
) -> list[PullRequest]:
    """Those that pass, in an IssueOrder.

    Raises:
        Answer: The order is by comments.
    """
    chosen = [pull for pull in pulls if wanted.passes(pull)]
    if order is None:
        return chosen
    match order["field"]:
        case "CREATED_AT":
            chosen.sort(key=lambda pull: (pull.created_at, pull.number))
        case "UPDATED_AT":
            chosen.sort(key=lambda pull: (pull.updated_at, pull.number))
        case field:
            raise not_supported(f"the order by {field}")
    return chosen[::-1] if order["direction"] == "DESC" else chosen
