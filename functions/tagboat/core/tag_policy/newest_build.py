"""`newest-build`: the image that was pushed last."""

from collections.abc import Sequence

from tagboat.core.image_push import ImagePush
from tagboat.core.tag_policy.base import Choice


class NewestBuild:
    """Chooses by push time; within the same second by tag, so that the answer never varies."""

    def choose(self, pushes: Sequence[ImagePush]) -> Choice:
        """Choose the push with the latest time."""
        newest = max(pushes, key=lambda push: (push.pushed_at, push.tag, push.digest, push.id))
        return Choice(newest, f"the newest build, pushed at {newest.pushed_at:%Y-%m-%dT%H:%M:%SZ}")
