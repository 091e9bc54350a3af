"""`newest-build`: the image that was pushed last."""

from collections.abc import Mapping, Sequence

from tagboat.core.tag_policy.base import Candidate, Choice
from tagboat.core.tag_policy.ordering import newest


class NewestBuild:
    """Chooses by push time; within a second by digest or tag, so that the answer never varies."""

    by_push_time = True
    follows_tag = False
    ranks_any_text = False

    def refusal(self, variables: Mapping[str, str]) -> str | None:  # noqa: ARG002 - none is refused
        """Refuse none."""
        return None

    def choose(
        self,
        candidates: Sequence[Candidate],
        current: Mapping[str, str] | None = None,  # noqa: ARG002 - it does not tell its push time
    ) -> Choice:
        """Choose the push with the latest time."""
        chosen = newest(candidates)
        reason = f"the newest build, pushed at {chosen.pushed_at:%Y-%m-%dT%H:%M:%SZ}"
        return Choice(chosen, reason, f"{chosen.push.tag} was pushed later")

    def is_newer(self, one: Mapping[str, str], other: Mapping[str, str]) -> bool | None:  # noqa: ARG002 - they do not tell their push times
        """Nothing: the registry knows the push times."""
        return None
