"""`digest`: one tag that moves, such as `latest`, whose newest digest is wanted."""

from collections.abc import Mapping, Sequence

from tagboat.core.tag_policy.base import Candidate, Choice
from tagboat.core.tag_policy.ordering import newest


class Digest:
    """Chooses by push time among the pushes of one tag."""

    by_push_time = True
    follows_tag = True
    ranks_any_text = False

    def __init__(self, tag: str) -> None:
        """Keep the tag."""
        self.tag = tag

    def refusal(self, variables: Mapping[str, str]) -> str | None:
        """Refuse every other tag."""
        tag = variables["IMAGE_TAG"]
        return None if tag == self.tag else f"the tag is {tag}, not {self.tag}"

    def choose(
        self,
        candidates: Sequence[Candidate],
        current: Mapping[str, str] | None = None,  # noqa: ARG002 - it does not tell its push time
    ) -> Choice:
        """Choose the push with the latest time."""
        chosen = newest(candidates)
        at = f"{chosen.pushed_at:%Y-%m-%dT%H:%M:%SZ}"
        reason = f"the newest push of {self.tag}, at {at}"
        return Choice(chosen, reason, f"{chosen.push.tag} was pushed later")

    def is_newer(self, one: Mapping[str, str], other: Mapping[str, str]) -> bool | None:  # noqa: ARG002 - they do not tell their push times
        """Nothing: the registry knows the push times."""
        return None
