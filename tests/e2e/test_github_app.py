"""Tagboat as a GitHub App whose private key was imported into KMS, and is nowhere else."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sandbox.github import secondary_rate_limit
from sandbox.local_cloud import LocalCloud
from tests.e2e.deployed import Deployed
from tests.e2e.test_permissions import _SAME_ACTION, _granted, _role
from tests.imported_key import import_key

DESTINATION = "deployed_tags/prod_image_tag"
ASK = "apps/create-installation-access-token"
_OF_RULES = {
    *("ecr:BatchGetImage", "ecr:DescribeImageScanFindings", "ecr:DescribeRepositories"),
    *("inspector2:ListCoverage", "inspector2:ListFindings"),
}
"""What globs and required scans take, which test_permissions.py has called."""


@dataclass(frozen=True)
class Key:
    """A key in KMS."""

    arn: str
    kms: Any

    @property
    def id(self) -> str:
        return self.arn.rpartition("/")[2]


@pytest.fixture(scope="module")
def key(cloud: LocalCloud) -> Key:
    kms = cloud.aws.client("kms")
    made = kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY", Origin="EXTERNAL")
    return Key(made["KeyMetadata"]["Arn"], kms)


@pytest.fixture(scope="module")
def app(cloud: LocalCloud, key: Key) -> Deployed:
    private_key = generate_private_key(public_exponent=65537, key_size=2048)
    import_key(key.kms, key.id, private_key)
    public = private_key.public_key()
    files = {DESTINATION: b"v1\n", ".tagboat.yaml": _rules()}
    repo = cloud.infra_repo("github", "infra-app", files)
    registered = cloud.github.apps.add(
        "tagboat-app",
        {"contents": "write", "pull_requests": "write"},
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    )
    name = repo.parameters["InfraRepository"]
    installation = cloud.github.apps.install(registered, name.partition("/")[0], [name])
    parameters = {
        "GitHost": "github",
        "InfraRepository": name,
        "GitHubUrl": repo.parameters["GitHubUrl"],
        "GitHubAppClientId": registered.client_id,
        "GitHubAppInstallationId": str(installation.id),
        "GitHubAppKmsKeyArn": key.arn,
    }
    outputs = cloud.application.deploy("tagboat-app", parameters)
    return Deployed(cloud, "github", "tagboat-app", repo, outputs)


def test_pushes_become_commits_of_the_app_with_one_token(app: Deployed) -> None:
    before = len(app.cloud.github.log)
    for tag in ("v2", "v3", "v4"):
        assert app.push("app/web", tag) == (), app.last_outcome("app/web")
    assert app.content(DESTINATION) == b"v4\n"
    assert app.commits()[0].author_name == "tagboat-app[bot]"
    asked = [one.operation for one in app.cloud.github.log.since(before)]
    assert asked.count(ASK) == 1


def test_the_role_grants_exactly_what_is_called(app: Deployed, key: Key) -> None:
    app.send("not an event")
    app.dead_letters()
    # Each stack gets every push, so what fails has to be what only this one asks for.
    _revoke_tokens(app)
    app.cloud.github.interruptions.before_next(ASK, _busy)
    assert app.push("app/web", "v5")
    assert app.time_passes() == ()
    role = _role(app)
    called = app.cloud.aws.log.operations(principal=role)
    granted = _granted(app, role)
    actions = {action for action, _ in granted}
    assert {_SAME_ACTION.get(one, one) for one in called} == actions - _OF_RULES
    assert ("kms:Sign", key.arn) in granted


def test_the_app_s_pull_request_is_by_the_app(app: Deployed) -> None:
    image = "app/web"
    rules = _rules(deliver={"pull_request": {"labels": ["deploy"]}})
    app.git.commit({".tagboat.yaml": rules, DESTINATION: b"v1\n"}, "Propose it")
    for tag in ("v2", "v3"):
        assert app.push(image, tag) == (), app.last_outcome(image)
    number = int(app.outcomes(image)[-1]["pull_request"].rpartition("/")[2])
    name = app.repo.parameters["InfraRepository"]
    asked = app.cloud.github.administer(name).pull_request(number)
    assert asked.author.login.startswith("tagboat-app")
    assert [label.name for label in asked.labels] == ["deploy"]
    assert "`v1` → `v3`" in asked.body
    assert app.git.read(DESTINATION, "tagboat/main/web") == b"v3\n"
    app.git.commit({".tagboat.yaml": _rules()}, "Commit it again")


def _rules(**settings: Any) -> bytes:
    rule = {"name": "web", "image": "app/web", "targets": [{"file": DESTINATION}], **settings}
    return json.dumps({"version": 1, "rules": [rule]}).encode()


def _revoke_tokens(app: Deployed) -> list[str]:
    tokens = [value for value in app.cloud.github._tokens if value.startswith("ghs_")]
    for token in tokens:
        app.cloud.github.revoke(token)
    return tokens


def _busy() -> None:
    raise secondary_rate_limit(retry_after=60)


def test_a_revoked_token_is_renewed_and_none_is_in_a_log(app: Deployed) -> None:
    tokens = _revoke_tokens(app)
    assert tokens
    assert app.push("app/web", "v6") == ()
    tokens += [value for value in app.cloud.github._tokens if value.startswith("ghs_")]
    log = "".join(app.log())
    assert not [token for token in tokens if token in log]
    assert "eyJ" not in log


def test_a_key_that_cannot_sign_is_named_in_the_outcome(app: Deployed, key: Key) -> None:
    _revoke_tokens(app)
    key.kms.disable_key(KeyId=key.id)
    assert app.push("app/web", "v7")
    outcome, error, reason = app.last_outcome("app/web")
    assert (outcome, error) == ("failed", "CredentialsRefused")
    assert reason.startswith(f"The key {key.arn} cannot sign: {key.arn} is disabled.")
    assert "GitHubAppKmsKeyArn" in reason
    key.kms.enable_key(KeyId=key.id)
    assert app.time_passes() == ()
    assert app.content(DESTINATION) == b"v7\n"
