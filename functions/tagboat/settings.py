"""The stack's parameters, as the template hands them over in the environment."""

import re
from collections.abc import Mapping

from msgspec import Struct

from tagboat.core.errors import InvalidSettings

_ON_DISK = r"file:///.+"
_ON_A_SERVER = r"(https://[^/@]+|http://localhost(:[0-9]+)?)/.+"


class Settings(Struct, frozen=True, kw_only=True):
    """What a deployed function is told. The names are those of the template's parameters."""

    git_host: str
    infra_repository: str
    branch: str
    rules_file: str
    credentials_secret_arn: str
    github_url: str
    gitlab_url: str
    image_repository: str
    """Empty: the rules come from the rules file."""
    tag_pattern: str
    destination_file: str
    author_name: str
    author_email: str
    commit_message: str
    queue_url: str
    dead_letter_queue_url: str


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read `TAGBOAT_…` from an environment.

    Raises:
        InvalidSettings: One is missing, or they contradict each other.
    """
    names = {field: f"TAGBOAT_{field.upper()}" for field in Settings.__struct_fields__}
    missing = [name for name in names.values() if name not in environment]
    if missing:
        raise InvalidSettings(
            f"The function's environment lacks {', '.join(missing)}. Deploy the template again."
        )
    settings = Settings(**{field: environment[name] for field, name in names.items()})
    _check(settings)
    return settings


def _check(settings: Settings) -> None:
    if settings.git_host == "git":
        _check_git(settings)
        return
    is_path = "/" in settings.infra_repository
    if settings.git_host == "github" and settings.infra_repository.count("/") != 1:
        raise InvalidSettings(
            f"InfraRepository is {settings.infra_repository!r}, but GitHub needs owner/name."
        )
    if settings.git_host == "github" and not settings.credentials_secret_arn:
        raise InvalidSettings("GitHub needs a token: set the parameter CredentialsSecretArn.")
    if settings.git_host == "gitlab" and not (is_path and settings.credentials_secret_arn):
        raise InvalidSettings(
            "GitLab needs group/project in InfraRepository, with all groups above it, and a token:"
            " set the parameter CredentialsSecretArn."
        )
    if settings.git_host == "codecommit" and is_path:
        raise InvalidSettings(
            f"InfraRepository is {settings.infra_repository!r}, but CodeCommit takes a name"
            " without a slash."
        )


def _check_git(settings: Settings) -> None:
    if re.fullmatch(_ON_DISK, settings.infra_repository):
        return
    # The address is not quoted: it may have a password in it.
    if not re.fullmatch(_ON_A_SERVER, settings.infra_repository):
        raise InvalidSettings(
            "A git server needs the https:// address of the repository in InfraRepository, without"
            " a user's name or a password: those belong in the secret."
        )
    if not settings.credentials_secret_arn:
        raise InvalidSettings("A git server needs a token: set the parameter CredentialsSecretArn.")
