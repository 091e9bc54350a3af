"""What the trailers of Tagboat's commits tell, by docs/rules.md, "Commit messages"."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from tests.unit.model.images import Contents
from tests.unit.model.infra_repo import RULES, Place

TAGGED_AGAIN_AFTER = timedelta(minutes=15)
"""README.md, "Limits": an event that is so much later than ECR's time counts by its own."""
_IMAGE = re.compile(r"Tagboat-Image: [^/\s]+/([^:\s]+):([^@\s]+)@(sha256:[0-9a-f]{64})")


class Written(Struct, frozen=True):
    """A push, as the commit names it that has written it."""

    repository: str
    tag: str
    digest: str
    told_at: datetime
    """When its event says that it was pushed."""
    rules: tuple[str, ...]

    def pushed_at(self, contents: Contents) -> datetime:
        """When it was pushed, by ECR unless it does not have it any more; or tagged, much later."""
        known = contents[self.repository].get(self.tag)
        if known is None or known.digest != self.digest:
            return self.told_at
        tagged_again = self.told_at - known.pushed_at > TAGGED_AGAIN_AFTER
        return self.told_at if tagged_again else known.pushed_at


def read_written(message: str) -> Sequence[Written]:
    """Every push that a commit of Tagboat's names."""
    found: list[Written] = []
    for line in message.splitlines():
        key, _, value = line.partition(": ")
        if image := _IMAGE.fullmatch(line):
            repository, tag, digest = image.groups()
        elif key == "Tagboat-Pushed-At":
            told_at = datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
            found.append(Written(repository, tag, digest, told_at, ()))
        elif key == "Tagboat-Rule":
            last = found.pop()
            found.append(
                Written(last.repository, last.tag, last.digest, last.told_at, (*last.rules, value))
            )
    return found


def written_to(place: Place, value: str, message: str) -> Written:
    """The push by which a value got into a place, which its commit has to name."""
    pattern = RULES[place.rule].value
    named = [
        one
        for one in read_written(message)
        if place.rule in one.rules
        and one.repository == place.repository
        and pattern.format(tag=one.tag, digest=one.digest) == value
    ]
    assert len(named) == 1, f"{value} in {place.path} is told as of {named} in\n{message}"
    return named[0]
