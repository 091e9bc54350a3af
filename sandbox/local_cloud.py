"""Everything together: a local AWS with its functions running, a GitHub and a GitLab."""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cached_property
from itertools import batched
from pathlib import Path
from typing import Any, Self

from moto.core.models import DEFAULT_ACCOUNT_ID

from sandbox import image_scan_event
from sandbox.aws.ecr import Scan, repository_of, set_pushed_at, set_scan
from sandbox.aws.events.schedules import let_time_come
from sandbox.aws.server import REGION, AwsServer
from sandbox.github import GitHub, GitHubServer
from sandbox.gitlab import GitLab, GitLabServer
from sandbox.infra_repo import InfraRepo, on_codecommit, on_github, on_gitlab
from sandbox.pushed_image import PushedImage
from sandbox.sam_application import SamApplication


class LocalCloud:
    """A cloud of one's own, from `start` (or `with`) until `stop`."""

    def __init__(
        self,
        folder: Path,
        *,
        aws: AwsServer | None = None,
        aws_port: int = 0,
        github_port: int = 0,
        gitlab_port: int = 0,
        github_clock: Callable[[], float] = time.time,
    ) -> None:
        """Prepare it.

        Args:
            folder: Where its git repositories are kept.
            aws: An AWS that runs already, and goes on afterwards; None for one of its own.
            aws_port: The port of an AWS of its own on localhost; 0 takes a free one.
            github_port: The port of GitHub on localhost; 0 takes a free one.
            gitlab_port: The port of GitLab on localhost; 0 takes a free one.
            github_clock: The time on GitHub, by which its limits count, in seconds since 1970.
        """
        self._owns_aws = aws is None
        self.aws = aws or AwsServer(folder / "codecommit", port=aws_port)
        self.github = GitHub(folder / "github", clock=github_clock)
        self.github_server = GitHubServer(self.github, port=github_port)
        self.gitlab = GitLab(folder / "gitlab")
        self.gitlab_server = GitLabServer(self.gitlab, port=gitlab_port)
        self.application = SamApplication(self.aws)

    def start(self) -> Self:
        """Listen."""
        if self._owns_aws:
            self.aws.start()
        self.github_server.start()
        self.gitlab_server.start()
        return self

    def stop(self) -> None:
        """Stop the functions and close the ports."""
        self.gitlab_server.stop()
        self.github_server.stop()
        if self._owns_aws:
            self.aws.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def infra_repo(
        self, host: str, name: str, files: Mapping[str, bytes], *, begun: datetime | None = None
    ) -> InfraRepo:
        """Make an infra repo with a first commit.

        Args:
            host: `codecommit`, `github` or `gitlab`.
            name: Its name, without an owner or a group.
            files: What the first commit holds.
            begun: When the first commit was made; None for now.
        """
        if host == "codecommit":
            return on_codecommit(self.aws, name, files, begun)
        if host == "gitlab":
            path = f"tagboat-demo/apps/{name}"
            return on_gitlab(self.aws, self.gitlab_server, path, files, begun)
        return on_github(self.aws, self.github_server, f"tagboat-demo/{name}", files, begun)

    def push(self, *images: PushedImage) -> None:
        """Push images: they are in ECR, and then their events are on the event bus, in order.

        Raises:
            RuntimeError: The event bus refuses one.
        """
        self.put_images(*images)
        for some in batched(images, 10, strict=False):
            self.put_events([image.event for image in some])

    def scan(self, image: PushedImage, scan: Scan, *, is_told: bool = True) -> None:
        """Let the scan of an image in ECR have ended, and its event be on the event bus.

        Args:
            image: The image.
            scan: What was found.
            is_told: Whether there is an event.
        """
        repository = repository_of(DEFAULT_ACCOUNT_ID, REGION, image.repository)
        set_scan(repository, image.scanned_digest, scan)
        tags = [
            tag
            for one in repository.images
            if one.image_digest == image.scanned_digest
            for tag in one.image_tags
        ]
        where = (repository.arn, image.repository, image.scanned_digest)
        if is_told:
            self.put_events([image_scan_event.entry(*where, tags, scan)])

    def put_images(self, *images: PushedImage) -> None:
        """Put images into ECR, and let no event tell of them."""
        for image in images:
            image.put(self._ecr)
            if image.pushed_at is not None:
                where = (DEFAULT_ACCOUNT_ID, REGION, image.repository)
                set_pushed_at(*where, image.digest, image.pushed_at)

    def put_events(self, entries: Iterable[Mapping[str, Any]]) -> list[str]:
        """Put events on the event bus.

        Args:
            entries: What `events:PutEvents` takes: at most ten.

        Returns:
            The ids that the bus has given them, in their order.

        Raises:
            RuntimeError: The event bus refuses one.
        """
        answer = self._events.put_events(Entries=list(entries))
        if answer["FailedEntryCount"]:
            raise RuntimeError(f"The event bus refuses an event: {answer['Entries']}")
        return [entry["EventId"] for entry in answer["Entries"]]

    def let_time_come(self, rule_arn: str) -> None:
        """Do what EventBridge does when the time of a rule with a schedule has come.

        Raises:
            LookupError: There is no such rule.
        """
        let_time_come(rule_arn)

    @cached_property
    def _ecr(self) -> Any:
        return self.aws.client("ecr")

    @cached_property
    def _events(self) -> Any:
        return self.aws.client("events")
