"""The local AWS on one port of localhost."""

import os
from pathlib import Path
from typing import Any, ClassVar, Self

import boto3
from moto.core.config import default_user_config
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.moto_api._internal.models import moto_api_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from sandbox.aws import buckets, codecommit, events, queues
from sandbox.aws.administrator import Administrator
from sandbox.aws.application import AwsApplication
from sandbox.aws.cloudformation.api import CloudFormation
from sandbox.aws.functions import Functions
from sandbox.http_server import HttpServer
from sandbox.interruptions import Interruptions
from sandbox.request_log import RequestLog

REGION = "us-east-1"


class AwsServer:
    """Moto, with the plug-ins of this package, from `start` (or `with`) until `stop`.

    Moto keeps one state per process, and starting forgets it: a process has one server at a time.
    """

    _running: ClassVar["AwsServer | None"] = None

    def __init__(self, root: Path, *, port: int = 0, delay_seconds: float = 0.0) -> None:
        """Prepare a server.

        Args:
            root: A folder for the git repositories of CodeCommit.
            port: The port of localhost; 0 takes a free one.
            delay_seconds: Waited before each request is handled.
        """
        self._root = root
        self.interruptions = Interruptions()
        self.functions = Functions()
        """Lambda: what ran, and what it logged."""
        moto = DomainDispatcherApplication(create_backend_app)
        self._app = AwsApplication(moto, self.interruptions, {})
        self._http = HttpServer(self._app, port=port, delay_seconds=delay_seconds)

    @property
    def url(self) -> str:
        """The endpoint of every service."""
        return self._http.url

    @property
    def log(self) -> RequestLog:
        """What was asked, but for what CloudFormation asks while it makes resources."""
        return self._http.log

    def start(self) -> Self:
        """Begin with an empty account.

        Raises:
            RuntimeError: This process has a server that is not stopped.
        """
        if AwsServer._running is not None:
            raise RuntimeError(f"This process has a local AWS already, on {AwsServer._running.url}")
        default_user_config["iam"] = {"load_aws_managed_policies": True}
        moto_api_backend.reset()
        buckets.install()
        queues.install()
        events.install()
        codecommit.install(self._root, self.interruptions)
        self.functions.install()
        self._http.start()
        AwsServer._running = self
        account = Administrator(self._app, self.url, DEFAULT_ACCOUNT_ID, REGION)
        self._app.own_services["cloudformation"] = CloudFormation(account)
        self.functions.start(self.url)
        return self

    def stop(self) -> None:
        """End the functions and close the port."""
        self.functions.stop()
        self._http.stop()
        AwsServer._running = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def environment(self) -> dict[str, str]:
        """The environment for child processes that are to see this AWS and no other.

        It is this process's own without what it says of AWS and of SAM's command line.
        """
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AWS_", "SAM_CLI_"))
        }
        return {
            **kept,
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL": self.url,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "SAM_CLI_TELEMETRY": "0",
            # Seconds between looks at a stack. The default of 5 is longer than any deployment here.
            "SAM_CLI_POLL_DELAY": "0.2",
        }

    def client(self, service: str) -> Any:
        """A boto3 client with an administrator's rights, over the network like everyone's."""
        session: Any = boto3.Session("local", "local", region_name=REGION)
        return session.client(service, endpoint_url=self.url)
