"""The local AWS on a port of localhost."""

import os
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar, Self

import boto3
from botocore.config import Config

from sandbox.aws.account import REGION, Account
from sandbox.aws.codepipeline import Pipelines
from sandbox.aws.connections import Connections
from sandbox.aws.functions import Functions
from sandbox.http_server import HttpServer
from sandbox.interruptions import Interruptions
from sandbox.request_log import RequestLog

__all__ = ["REGION", "AwsServer"]


class AwsServer:
    """Moto, with the plug-ins of this package, from `start` (or `with`) until `stop`.

    Servers that run side by side in one process are doors to one account, since moto keeps one
    state per process: they share resources, functions, the log and interruptions. The first one
    begins with an empty account; it stays open until the last one stops, because functions ask it.
    """

    _account: ClassVar[Account | None] = None
    _home: ClassVar["AwsServer | None"] = None
    """The server that began with the account."""
    _running: ClassVar[int] = 0
    _lock: ClassVar[Lock] = Lock()
    _session: ClassVar[Any] = boto3.Session(region_name=REGION)
    _making_clients: ClassVar[Lock] = Lock()

    def __init__(self, root: Path, *, port: int = 0, delay_seconds: float = 0.0) -> None:
        """Prepare a server.

        Args:
            root: A folder for the git repositories of CodeCommit.
            port: The port of localhost; 0 takes a free one.
            delay_seconds: Waited before each request is handled.
        """
        self._root, self._port, self._delay_seconds = root, port, delay_seconds

    @property
    def url(self) -> str:
        """The endpoint of every service."""
        return self._http.url

    @property
    def log(self) -> RequestLog:
        """What was asked, but for what CloudFormation asks while it makes resources."""
        return self._started().log

    @property
    def interruptions(self) -> Interruptions:
        """What happens before operations, by their names."""
        return self._started().interruptions

    @property
    def functions(self) -> Functions:
        """Lambda: what ran, and what it logged."""
        return self._started().functions

    @property
    def connections(self) -> Connections:
        """Connections to git hosts, which somebody has to complete."""
        return self._started().connections

    @property
    def pipelines(self) -> Pipelines:
        """CodePipeline's executor."""
        return self._started().pipelines

    def start(self) -> Self:
        """Listen."""
        with self._lock:
            account = AwsServer._account or Account(self._root)
            self._http = HttpServer(
                account.app, account.log, delay_seconds=self._delay_seconds, port=self._port
            ).start()
            if AwsServer._home is None:
                account.open(self.url)
                AwsServer._account, AwsServer._home = account, self
            AwsServer._running += 1
        return self

    def stop(self) -> None:
        """Close the port; the last one ends the functions and forgets the account."""
        with self._lock:
            home, account = AwsServer._home, self._started()
            assert home is not None
            AwsServer._running -= 1
            if self is not home:
                self._http.stop()
            if not AwsServer._running:
                account.close()
                home._http.stop()
                AwsServer._account = AwsServer._home = None

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

    def client(self, service: str, *credentials: str, config: Config | None = None) -> Any:
        """A boto3 client, over the network like everyone's.

        Args:
            service: The name of the service.
            credentials: A key, its secret and a session's token; else it has an administrator's
                rights.
            config: How it asks.
        """
        key, secret, token = credentials or ("local", "local", None)
        # One session knows the services' models by now, and is not to be used by two at once.
        with AwsServer._making_clients:
            return AwsServer._session.client(
                service,
                endpoint_url=self.url,
                aws_access_key_id=key,
                aws_secret_access_key=secret,
                aws_session_token=token,
                config=config,
            )

    def _started(self) -> Account:
        assert AwsServer._account is not None, "the local AWS has not started"
        return AwsServer._account
