"""Stories of one image whose pushes become pull requests, for the use case on every host."""

from itertools import count

from tagboat.core.commit_message import Author
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Outcome
from tagboat.core.rules.load import Defaults
from tagboat.core.rules.source import RulesFile
from tagboat.git_hosts.base import GitHost
from tagboat.update_infra_repo import UpdateInfraRepo
from tests.contract.proposing.base import HostedPullRequests
from tests.image_pushes import image_push, this_evening

RULES = b"""
version: 1
rules:
  - name: web
    image: team/web
    targets: [{file: tags/web}]
    deliver: {pull_request: {branch: tagboat/web}}
  - name: job
    image: team/job
    targets: [{file: tags/job}]
    deliver: {pull_request: {branch: tagboat/job, auto_merge: squash}}
"""
DEFAULTS = Defaults(author=Author("A Bot", "bot@example.com"), commit_message="To $IMAGE_TAG")


def updating(git_host: GitHost) -> UpdateInfraRepo:
    """A function that remembers nothing."""
    rules = RulesFile(".tagboat.yaml", DEFAULTS)
    return UpdateInfraRepo(
        git_host, rules, "main", sleep=lambda _: None, clock=lambda: 0.0, now=this_evening
    )


class Story:
    """One infra repo, and the pushes of one image after another."""

    def __init__(self, proposing: HostedPullRequests, name: str = "web") -> None:
        self.proposing, self.name = proposing, name
        self.branch, self.path = f"tagboat/{name}", f"tags/{name}"
        self._numbers = count()
        proposing.push({".tagboat.yaml": RULES, self.path: b"0\n"})

    def next_push(self) -> ImagePush:
        number = next(self._numbers)
        return image_push(f"1.{number}", f"team/{self.name}", at=number)

    def hand_over(self, push: ImagePush, *, patience: float = 20.0) -> Outcome:
        """What becomes of a push, in a function that has just started; no patience: one attempt."""
        result = updating(self.proposing.again())([push], patience)
        (outcome,) = result.outcomes
        return outcome

    def hand_over_until_it_is_told(self, push: ImagePush, times: int) -> Outcome:
        """As the queue does."""
        for _ in range(times):
            outcome = self.hand_over(push)
            if not outcome.failed:
                break
        return outcome

    def proposed(self) -> bytes:
        return self.proposing.content_on(self.branch, self.path)

    def written(self) -> bytes:
        return self.proposing.content(self.path)
