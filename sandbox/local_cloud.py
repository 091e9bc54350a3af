"""Everything together: a local AWS with its functions running, a GitHub and a GitLab."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import batched
from pathlib import Path
from typing import Any, Self

from moto.core.models import DEFAULT_ACCOUNT_ID

from sandbox.aws.ecr import set_pushed_at
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
    ) -> None:
        """Prepare it.

        Args:
            folder: Where its git repositories are kept.
            aws: An AWS that runs already, and goes on afterwards; None for one of its own.
            aws_port: The port of an AWS of its own on localhost; 0 takes a free one.
            github_port: The port of GitHub on localhost; 0 takes a free one.
            gitlab_port: The port of GitLab on localhost; 0 takes a free one.
        """
        self._owns_aws = aws is None
        self.aws = aws or AwsServer(folder / "codecommit", port=aws_port)
        self.github = GitHub(folder / "github")
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

    def infra_repo(self, host: str, name: str, files: Mapping[str, bytes]) -> InfraRepo:
        """Make an infra repo with a first commit.

        Args:
            host: `codecommit`, `github` or `gitlab`.
            name: Its name, without an owner or a group.
            files: What the first commit holds.
        """
        if host == "codecommit":
            return on_codecommit(self.aws, name, files)
        if host == "gitlab":
            return on_gitlab(self.aws, self.gitlab_server, f"tagboat-demo/apps/{name}", files)
        return on_github(self.aws, self.github_server, f"tagboat-demo/{name}", files)

    def connection(self, name: str) -> str:
        """Make a connection to GitHub that is completed; its ARN."""
        arn: str = self.aws.client("codeconnections").create_connection(
            ConnectionName=name, ProviderType="GitHub"
        )["ConnectionArn"]
        self.aws.connections.complete(arn, self.github)
        return arn

    def push(self, *images: PushedImage) -> None:
        """Push images: they are in ECR, and then their events are on the event bus, in order.

        Raises:
            RuntimeError: The event bus refuses one.
        """
        self.put_images(*images)
        for some in batched(images, 10, strict=False):
            self.put_events([image.event for image in some])

    def put_images(self, *images: PushedImage) -> None:
        """Put images into ECR, and let no event tell of them."""
        for image in images:
            image.put(self._ecr)
            if image.pushed_at is not None:
                where = (DEFAULT_ACCOUNT_ID, REGION, image.repository)
                set_pushed_at(*where, image.digest, image.pushed_at)

    def put_events(self, entries: Iterable[Mapping[str, Any]]) -> None:
        """Put events on the event bus.

        Args:
            entries: What `events:PutEvents` takes: at most ten.

        Raises:
            RuntimeError: The event bus refuses one.
        """
        answer = self._events.put_events(Entries=list(entries))
        if answer["FailedEntryCount"]:
            raise RuntimeError(f"The event bus refuses an event: {answer['Entries']}")

    @cached_property
    def _ecr(self) -> Any:
        return self.aws.client("ecr")

    @cached_property
    def _events(self) -> Any:
        return self.aws.client("events")
