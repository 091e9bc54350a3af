"""The stack's parameters, as the template hands them over in the environment."""

import re
from collections.abc import Mapping

import msgspec
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
    credentials_secret_key: str
    """Empty: the secret's whole string."""
    credentials_scheme: str
    github_url: str
    github_app_client_id: str
    """Empty: no App, but a token."""
    github_app_installation_id: str
    github_app_kms_key_arn: str
    """Empty: an App's private key is in the secret."""
    gitlab_url: str
    image_repository: str
    """Empty: the rules come from the rules file."""
    tag_pattern: str
    destination_file: str
    author_name: str
    author_email: str
    commit_message: str
    outcome_events: str
    """Which outcomes others are told: `all`, `changes` or `none`."""
    account: str
    """Where images are of rules that name no account: the function's own."""
    region: str
    queue_url: str
    dead_letter_queue_url: str
    most_receives: int
    """How often the queue hands a message over before it gives it up."""


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
    given = {field: environment[name] for field, name in names.items()}
    try:
        settings = msgspec.convert(given, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise InvalidSettings(
            f"The function's environment is not the template's: {error}. Deploy the template again."
        ) from error
    _check(settings)
    return settings


def _check(settings: Settings) -> None:
    _check_credentials(settings)
    if settings.git_host == "git":
        _check_git(settings)
        return
    is_path = "/" in settings.infra_repository
    if settings.git_host == "github" and settings.infra_repository.count("/") != 1:
        raise InvalidSettings(
            f"InfraRepository is {settings.infra_repository!r}, but GitHub needs owner/name."
        )
    if settings.git_host == "github":
        _check_github(settings)
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


def _check_credentials(settings: Settings) -> None:
    """What is true for every git host."""
    if settings.credentials_secret_key and not settings.credentials_secret_arn:
        raise InvalidSettings(
            "CredentialsSecretKey names a key in a secret, but there is none: set the parameter"
            " CredentialsSecretArn, or leave CredentialsSecretKey empty."
        )
    if settings.credentials_scheme not in ("basic", "bearer"):
        raise InvalidSettings(
            f"CredentialsScheme is {settings.credentials_scheme!r}; it can be: basic, bearer."
        )
    if settings.credentials_scheme == "bearer" and settings.git_host != "git":
        raise InvalidSettings(
            f"CredentialsScheme is for git servers, and GitHost is {settings.git_host}: leave it at"
            " basic."
        )
    if settings.git_host != "github" and _parts_of_app(settings):
        raise InvalidSettings(
            f"{', '.join(_parts_of_app(settings))}: an App is GitHub's, but GitHost is"
            f" {settings.git_host}. Leave them empty."
        )


def _check_github(settings: Settings) -> None:
    """Who Tagboat is there: a token's owner; or an App, whose key is in KMS or in the secret."""
    given = _parts_of_app(settings)
    if not given:
        if not settings.credentials_secret_arn:
            raise InvalidSettings(
                "GitHub needs a token: set the parameter CredentialsSecretArn; or an App: set"
                " GitHubAppClientId, GitHubAppInstallationId and GitHubAppKmsKeyArn."
            )
        return
    missing = [n for n in ("GitHubAppClientId", "GitHubAppInstallationId") if n not in given]
    if missing:
        raise InvalidSettings(
            f"{', '.join(given)} is set, but an App needs {', '.join(missing)} too."
        )
    if settings.github_app_kms_key_arn and settings.credentials_secret_arn:
        raise InvalidSettings(
            "An App's private key is in KMS or in the secret: leave GitHubAppKmsKeyArn or"
            " CredentialsSecretArn empty."
        )
    if not settings.github_app_kms_key_arn and not settings.credentials_secret_arn:
        raise InvalidSettings(
            "An App needs its private key: set GitHubAppKmsKeyArn, or CredentialsSecretArn for a"
            " secret that holds it."
        )


def _parts_of_app(settings: Settings) -> list[str]:
    parts = {
        "GitHubAppClientId": settings.github_app_client_id,
        "GitHubAppInstallationId": settings.github_app_installation_id,
        "GitHubAppKmsKeyArn": settings.github_app_kms_key_arn,
    }
    return [name for name, value in parts.items() if value]


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
