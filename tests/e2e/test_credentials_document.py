"""The shell commands of docs/credentials.md, run as they stand, lead to credentials that work."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from sandbox.local_cloud import LocalCloud
from tests.documents import ROOT, shell_blocks
from tests.e2e.deployed import Deployed
from tests.e2e.test_doctor import FILES, asked

BLOCKS = shell_blocks((ROOT / "docs/credentials.md").read_text())
TOKEN = "create-secret --name tagboat "
IMPORT, PEM = "import-key-material", "create-secret --name tagboat-app"
ROTATE, INVOKE = "put-secret-value", "lambda invoke"

type Shell = Callable[..., str]


@pytest.fixture
def shell(cloud: LocalCloud, tmp_path: Path) -> Shell:
    """Runs the one block that has a text, in a folder of its own."""
    binaries = tmp_path / "bin"
    binaries.mkdir()
    script = binaries / "aws"
    script.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m tests.aws_cli "$@"\n')
    script.chmod(0o755)
    path = os.pathsep.join([str(binaries), os.environ["PATH"]])

    def run(text: str, **environment: str) -> str:
        (block,) = [one for one in BLOCKS if text in one]
        done = subprocess.run(
            ["sh", "-eu", "-c", block],
            cwd=tmp_path,
            env=cloud.aws.environment() | {"PATH": path} | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


def test_every_shell_block_is_run_here() -> None:
    texts = [TOKEN, IMPORT, PEM, ROTATE, INVOKE]
    assert len(BLOCKS) == len(texts)
    assert all(any(text in block for block in BLOCKS) for text in texts)


@pytest.mark.parametrize("kept_in", [IMPORT, PEM])
def test_an_app_whose_key_was_put_there_as_shown_is_in_order(
    cloud: LocalCloud, shell: Shell, tmp_path: Path, kept_in: str
) -> None:
    if kept_in == IMPORT and shutil.which("openssl") is None:
        pytest.skip("the commands are openssl's own")
    name = "doctor-app-kms" if kept_in == IMPORT else "doctor-app-pem"
    key = generate_private_key(public_exponent=65537, key_size=2048)
    # GitHub makes them in this form: "Managing private keys for GitHub Apps".
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    (tmp_path / "app.private-key.pem").write_bytes(pem)
    repo = cloud.infra_repo("github", name, FILES)
    repository = repo.parameters["InfraRepository"]
    cloud.github.administer(repository).allow_auto_merge()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    permissions = {"contents": "write", "pull_requests": "write"}
    app = cloud.github.apps.add(name, permissions, public)
    installation = cloud.github.apps.install(app, "tagboat-demo", [repository])
    arn = shell(kept_in).splitlines()[-1]
    parameters = {
        "GitHost": "github",
        "InfraRepository": repository,
        "GitHubUrl": repo.parameters["GitHubUrl"],
        "GitHubAppClientId": app.client_id,
        "GitHubAppInstallationId": str(installation.id),
        "GitHubAppKmsKeyArn" if kept_in == IMPORT else "CredentialsSecretArn": arn,
    }
    outputs = cloud.application.deploy(name, parameters)
    deployed = Deployed(cloud, "github", name, repo, outputs)
    checks = asked(deployed)
    assert {verdict for verdict, _ in checks.values()} == {"ok"}, checks
    assert f"{name}[bot]" in checks["credentials"][1]
    assert deployed.push("team/web", "v2") == ()
    assert deployed.content("dev") == b"v2\n"
    answer = shell(INVOKE, DOCTOR_FUNCTION_NAME=outputs["DoctorFunctionName"])
    assert answer == ""
    assert json.loads((tmp_path / "answer.json").read_text())["git_host"] == "github"


def test_a_token_is_kept_and_changed_as_shown(
    cloud: LocalCloud, shell: Shell, tmp_path: Path
) -> None:
    secrets = cloud.aws.client("secretsmanager")
    (tmp_path / "token.txt").write_text("one\n")
    arn = shell(TOKEN)
    assert secrets.get_secret_value(SecretId=arn)["SecretString"] == "one\n"
    (tmp_path / "token.txt").write_text("another\n")
    shell(ROTATE)
    assert secrets.get_secret_value(SecretId=arn)["SecretString"] == "another\n"
