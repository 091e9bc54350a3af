"""The projects that a GitLab has, with their members."""

import secrets
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Unpack

from sandbox.git_repository import GitRepository
from sandbox.gitlab.access_levels import DEVELOPER
from sandbox.gitlab.accounts import Accounts
from sandbox.gitlab.project import Project, Visibility
from sandbox.gitlab.project_settings import Chosen, Settings
from sandbox.gitlab.push_rules import enforce_on_push
from sandbox.push_listeners import PushListeners


class Directory(Accounts):
    """Projects, users and tokens. Safe to share between threads.

    Args:
        folder: Where the repositories are kept, as `namespace/path.git`.
        clock: The time, in seconds since 1970.

    Attributes:
        pushes: Who hears of what is pushed.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        super().__init__(clock)
        self._folder = folder
        self.pushes = PushListeners()
        self._projects: dict[str, Project] = {}

    def create_project(
        self,
        full_name: str,
        branch: str = "main",
        *,
        visibility: Visibility = "private",
        **settings: Unpack[Chosen],
    ) -> GitRepository:
        """Make an empty project `namespace/path` whose default branch is called `branch`.

        On a real GitLab the default branch is protected from the first push on; here `protect` does
        it.
        """
        namespace, _, path = full_name.rpartition("/")
        folder = self._folder / namespace / f"{path}.git"
        git = GitRepository.create(folder, branch=branch, moved=self.pushes.of(full_name))
        id_ = self.next_id()
        project = Project(id_, namespace, path, visibility, git, settings=Settings(**settings))
        with self._lock:
            self._projects[full_name.lower()] = project
        return git

    def add_member(self, full_name: str, username: str, level: int) -> None:
        """Make a user a member of a project, or change their access level."""
        project = self.project_named(full_name)
        project.members[self.add_user(username).id] = level
        enforce_on_push(project, self.users())

    def add_project_token(
        self,
        full_name: str,
        scopes: Collection[str] = ("api",),
        *,
        level: int = DEVELOPER,
        name: str = "tagboat",
    ) -> str:
        """Make a token of a project, whose bot is a member of that project alone.

        Returns:
            The secret value.
        """
        project = self.project_named(full_name)
        bot = self.add_user(
            f"project_{project.id}_bot_{secrets.token_hex(16)}", name=name, bot=True
        )
        self.add_member(full_name, bot.username, level)
        return self.add_token_of(bot, scopes, name)

    def add_group_token(
        self,
        group: str,
        scopes: Collection[str] = ("api",),
        *,
        level: int = DEVELOPER,
        name: str = "tagboat",
    ) -> str:
        """Make a token of a group; its bot is a member of all projects below the group now.

        Returns:
            The secret value.
        """
        bot = self.add_user(
            f"group_{self.next_id()}_bot_{secrets.token_hex(16)}", name=name, bot=True
        )
        for project in self.projects():
            if f"{project.namespace}/".startswith(f"{group}/"):
                project.group_members[bot.id] = level
                enforce_on_push(project, self.users())
        return self.add_token_of(bot, scopes, name)

    def projects(self) -> list[Project]:
        """All of them."""
        with self._lock:
            return list(self._projects.values())

    def project(self, id_or_path: str) -> Project | None:
        """The project of a number or of a `namespace/path`; None when there is none."""
        if id_or_path.isdecimal():
            return next((p for p in self.projects() if p.id == int(id_or_path)), None)
        with self._lock:
            return self._projects.get(id_or_path.lower())

    def git_of(self, full_name: str) -> GitRepository | None:
        """The git repository of a `namespace/path`; None when there is none."""
        found = self.project(full_name)
        return None if found is None else found.git

    def project_named(self, full_name: str) -> Project:
        """The project of a `namespace/path`.

        Raises:
            KeyError: There is none.
        """
        if found := self.project(full_name):
            return found
        raise KeyError(full_name)
