"""Settings are read once, whole, and checked against each other."""

from typing import Any

import pytest

from tagboat import settings as settings_module
from tagboat.core.errors import InvalidSettings
from tagboat.settings import Settings, read_settings

ENVIRONMENT = {
    "TAGBOAT_GIT_HOST": "codecommit",
    "TAGBOAT_INFRA_REPOSITORY": "infra",
    "TAGBOAT_BRANCH": "main",
    "TAGBOAT_RULES_FILE": ".tagboat.yaml",
    "TAGBOAT_CREDENTIALS_SECRET_ARN": "",
    "TAGBOAT_CREDENTIALS_SECRET_KEY": "",
    "TAGBOAT_CREDENTIALS_SCHEME": "basic",
    "TAGBOAT_GITHUB_URL": "https://github.com",
    "TAGBOAT_GITHUB_APP_CLIENT_ID": "",
    "TAGBOAT_GITHUB_APP_INSTALLATION_ID": "",
    "TAGBOAT_GITHUB_APP_KMS_KEY_ARN": "",
    "TAGBOAT_GITLAB_URL": "https://gitlab.com",
    "TAGBOAT_IMAGE_REPOSITORY": "",
    "TAGBOAT_TAG_PATTERN": ".+",
    "TAGBOAT_DESTINATION_FILE": "deployed_tags/prod_image_tag",
    "TAGBOAT_AUTHOR_NAME": "Auto Update Bot",
    "TAGBOAT_AUTHOR_EMAIL": "auto-update-bot@example.com",
    "TAGBOAT_COMMIT_MESSAGE": "[Auto] Update $DESTINATION_FILE to $IMAGE_TAG",
    "TAGBOAT_OUTCOME_EVENTS": "changes",
    "TAGBOAT_ACCOUNT": "123456789012",
    "TAGBOAT_REGION": "us-east-1",
    "TAGBOAT_QUEUE_URL": "https://sqs/pushes",
    "TAGBOAT_DEAD_LETTER_QUEUE_URL": "https://sqs/dead-letters",
    "TAGBOAT_MOST_RECEIVES": "5",
}
GITHUB = {
    "TAGBOAT_GIT_HOST": "github",
    "TAGBOAT_INFRA_REPOSITORY": "owner/infra",
    "TAGBOAT_CREDENTIALS_SECRET_ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:a",
}
GITLAB = {
    "TAGBOAT_GIT_HOST": "gitlab",
    "TAGBOAT_INFRA_REPOSITORY": "group/sub/infra",
    "TAGBOAT_CREDENTIALS_SECRET_ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:a",
}
GIT = {
    "TAGBOAT_GIT_HOST": "git",
    "TAGBOAT_INFRA_REPOSITORY": "https://git.example.com/group/infra.git",
    "TAGBOAT_CREDENTIALS_SECRET_ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:a",
}
APP = {
    "TAGBOAT_GIT_HOST": "github",
    "TAGBOAT_INFRA_REPOSITORY": "owner/infra",
    "TAGBOAT_GITHUB_APP_CLIENT_ID": "Iv23liABCDEFGHIJKLMN",
    "TAGBOAT_GITHUB_APP_INSTALLATION_ID": "12345678",
}
APP_IN_KMS = APP | {
    "TAGBOAT_GITHUB_APP_KMS_KEY_ARN": "arn:aws:kms:us-east-1:123456789012:key/1234abcd",
}
APP_IN_SECRET = APP | {
    "TAGBOAT_CREDENTIALS_SECRET_ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:a",
}
ON_DISK = {"TAGBOAT_GIT_HOST": "git", "TAGBOAT_INFRA_REPOSITORY": "file:///srv/infra.git"}


def test_every_setting_has_a_variable_of_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {field: f"TAGBOAT_{field.upper()}" for field in Settings.__struct_fields__}
    assert set(names.values()) == set(ENVIRONMENT)
    number = names.pop("most_receives")
    environment = {name: field for field, name in names.items()} | {number: "7"}
    monkeypatch.setattr(settings_module, "_check", lambda settings: None)
    settings = read_settings(environment | {"PATH": "/usr/bin"})
    assert settings.most_receives == 7
    for field in names:
        assert getattr(settings, field) == field


def test_a_number_is_one() -> None:
    with pytest.raises(InvalidSettings, match=r"most_receives.*Deploy the template again"):
        read_settings(ENVIRONMENT | {"TAGBOAT_MOST_RECEIVES": "five"})


def test_all_missing_variables_are_named() -> None:
    environment: dict[str, str] = dict(ENVIRONMENT)
    del environment["TAGBOAT_BRANCH"], environment["TAGBOAT_QUEUE_URL"]
    with pytest.raises(InvalidSettings, match="lacks TAGBOAT_BRANCH, TAGBOAT_QUEUE_URL"):
        read_settings(environment)


@pytest.mark.parametrize(
    "more",
    [
        {},
        GITHUB,
        GITHUB | {"TAGBOAT_CREDENTIALS_SECRET_KEY": "token"},
        GITLAB,
        GIT,
        GIT | {"TAGBOAT_CREDENTIALS_SCHEME": "bearer"},
        ON_DISK,
        APP_IN_KMS,
        APP_IN_SECRET,
    ],
)
def test_settings_that_agree_are_read(more: dict[str, Any]) -> None:
    assert read_settings(ENVIRONMENT | more).branch == "main"


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"TAGBOAT_INFRA_REPOSITORY": "owner/infra"}, "CodeCommit takes a name without a slash"),
        (GITHUB | {"TAGBOAT_INFRA_REPOSITORY": "infra"}, "GitHub needs owner/name"),
        (GITHUB | {"TAGBOAT_INFRA_REPOSITORY": "a/b/c"}, "GitHub needs owner/name"),
        (GITHUB | {"TAGBOAT_CREDENTIALS_SECRET_ARN": ""}, "GitHub needs a token"),
        (GITLAB | {"TAGBOAT_INFRA_REPOSITORY": "infra"}, "GitLab needs group/project"),
        (GITLAB | {"TAGBOAT_CREDENTIALS_SECRET_ARN": ""}, "and a token"),
        (GIT | {"TAGBOAT_INFRA_REPOSITORY": "owner/infra"}, "needs the https:// address"),
        (
            GIT | {"TAGBOAT_INFRA_REPOSITORY": "http://git.example.com/infra"},
            "the https:// address",
        ),
        (GIT | {"TAGBOAT_CREDENTIALS_SECRET_ARN": ""}, "A git server needs a token"),
        ({"TAGBOAT_CREDENTIALS_SECRET_KEY": "token"}, "in a secret, but there is none"),
        (GIT | {"TAGBOAT_CREDENTIALS_SCHEME": "digest"}, "'digest'; it can be: basic, bearer"),
        (GITHUB | {"TAGBOAT_CREDENTIALS_SCHEME": "bearer"}, "for git servers, and GitHost is git"),
        (
            GIT | {"TAGBOAT_GITHUB_APP_CLIENT_ID": "Iv1.a"},
            "GitHubAppClientId: an App is GitHub's, but GitHost is git",
        ),
        (
            APP_IN_KMS | {"TAGBOAT_GITHUB_APP_CLIENT_ID": ""},
            "GitHubAppInstallationId, GitHubAppKmsKeyArn is set, but .* needs GitHubAppClientId",
        ),
        (
            APP_IN_KMS | {"TAGBOAT_GITHUB_APP_INSTALLATION_ID": ""},
            "an App needs GitHubAppInstallationId too",
        ),
        (APP, "An App needs its private key: set GitHubAppKmsKeyArn, or CredentialsSecretArn"),
        (APP_IN_KMS | APP_IN_SECRET, "leave GitHubAppKmsKeyArn or CredentialsSecretArn empty"),
    ],
)
def test_settings_that_contradict_each_other_are_named(more: dict[str, str], reason: str) -> None:
    with pytest.raises(InvalidSettings, match=reason):
        read_settings(ENVIRONMENT | more)


def test_a_password_in_an_address_is_refused_and_not_told() -> None:
    address = {"TAGBOAT_INFRA_REPOSITORY": "https://me:s3cret@git.example.com/infra"}
    with pytest.raises(InvalidSettings, match="belong in the secret") as caught:
        read_settings(ENVIRONMENT | GIT | address)
    assert "s3cret" not in str(caught.value)
