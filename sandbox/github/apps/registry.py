"""All Apps of a GitHub and all their installations."""

import secrets
import string
from collections.abc import Collection, Mapping
from itertools import count
from threading import Lock

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from sandbox.github.accounts import Accounts
from sandbox.github.apps.app import App, Installation

_LETTERS = string.ascii_letters + string.digits


class Apps:
    """The Apps of one GitHub."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._apps: dict[int, App] = {}
        self._installations: dict[int, Installation] = {}
        self._app_ids, self._installation_ids = count(900_001), count(50_000_001)
        self._lock = Lock()

    def add(
        self, slug: str, permissions: Mapping[str, str], *public_keys: bytes, client_id: str = ""
    ) -> App:
        """Register an App.

        Args:
            slug: Its name in addresses.
            permissions: What it asks for wherever it is installed.
            public_keys: The public halves of its keys, as PEM.
            client_id: A fresh one if empty.

        Raises:
            TypeError: A key is no RSA key.
        """
        keys = tuple(map(_rsa_key, public_keys))
        client_id = client_id or f"Iv23li{''.join(secrets.choice(_LETTERS) for _ in range(14))}"
        bot = self._accounts.add_user(f"{slug}[bot]")
        with self._lock:
            app = App(next(self._app_ids), client_id, slug, bot, keys, dict(permissions))
            self._apps[app.id] = app
        return app

    def install(
        self,
        app: App,
        login: str,
        repositories: Collection[str] | None = None,
        *,
        permissions: Mapping[str, str] | None = None,
        now: float = 0,
    ) -> Installation:
        """Install an App on an account.

        Args:
            app: The App.
            login: The account's.
            repositories: The names (`owner/name`) it is for, None for all of the account.
            permissions: What is granted, if it is not what the App asks for: an account may not yet
                have accepted new ones.
            now: Seconds since 1970.
        """
        account = self._accounts.add_user(login)
        granted = dict(app.permissions if permissions is None else permissions)
        chosen = None if repositories is None else frozenset(n.lower() for n in repositories)
        with self._lock:
            id_ = next(self._installation_ids)
            installation = Installation(id_, app, account, granted, chosen, now)
            self._installations[id_] = installation
        return installation

    def uninstall(self, installation: Installation) -> None:
        """Take an App off an account; its tokens are worth nothing from now on."""
        with self._lock:
            del self._installations[installation.id]

    def by_client_id(self, client_id: str) -> App | None:
        """The App of a client id, None when there is none."""
        with self._lock:
            return next((a for a in self._apps.values() if a.client_id == client_id), None)

    def by_id(self, id_: int) -> App | None:
        """The App of a number, None when there is none."""
        with self._lock:
            return self._apps.get(id_)

    def installation(self, id_: int) -> Installation | None:
        """The installation of a number, None when there is none."""
        with self._lock:
            return self._installations.get(id_)

    def installation_on(self, app: App, full_name: str) -> Installation | None:
        """The installation of an App that is for a repository, None when there is none."""
        with self._lock:
            found = list(self._installations.values())
        return next((one for one in found if one.app == app and one.sees(full_name)), None)


def _rsa_key(pem: bytes) -> RSAPublicKey:
    key = load_pem_public_key(pem)
    if not isinstance(key, RSAPublicKey):
        raise TypeError("an App's key is an RSA key")
    return key
