"""`tagboat doctor` asks what is deployed: the function answers, with the role and secret it has."""

import json
import re
import subprocess
import sys

import pytest

from sandbox.infra_repo import InfraRepo
from sandbox.local_cloud import LocalCloud
from tests.documents import ROOT, commands
from tests.e2e.deployed import Deployed

COMMAND = "tagboat doctor --stack tagboat"
DOCUMENT = (ROOT / "docs/credentials.md").read_text()
RULES = {
    "version": 1,
    "rules": [
        {"name": "web-dev", "image": "team/web", "targets": [{"file": "dev"}]},
        {
            "name": "web-prod",
            "image": "team/web",
            "targets": [{"file": "prod"}],
            "deliver": {"pull_request": {"auto_merge": "squash"}},
        },
    ],
}
# What differs from one run to the next.
VARIES = {
    r"at [0-9a-f]{40}": "at ID",
    r"\d+ of \d+ points are left until \S+": "N points are left until TIME",
    r"expires at [0-9: -]+ UTC": "expires at TIME",
}
FILES = {".tagboat.yaml": json.dumps(RULES).encode(), "dev": b"v1\n", "prod": b"v1\n"}


def run(cloud: LocalCloud, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = cloud.aws.environment() | {"PYTHONPATH": str(ROOT / "functions")}
    command = [sys.executable, "-m", "tagboat", "doctor", *arguments]
    return subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )


def asked(deployed: Deployed) -> dict[str, tuple[str, str]]:
    done = run(deployed.cloud, "--stack", deployed.stack, "--region", "us-east-1", "--json")
    found = json.loads(done.stdout)
    checks = {one["subject"]: (one["verdict"], one["says"]) for one in found["checks"]}
    lacking = any(verdict == "missing" for verdict, _ in checks.values())
    assert done.returncode == (1 if lacking else 0), done.stderr
    return checks


def deploy(cloud: LocalCloud, stack: str, repo: InfraRepo, **more: str) -> Deployed:
    outputs = cloud.application.deploy(stack, {**repo.parameters, **more})
    return Deployed(cloud, repo.parameters["GitHost"], stack, repo, outputs)


def test_what_is_documented_is_what_is_printed(cloud: LocalCloud) -> None:
    github, name = cloud.github, "tagboat-demo/infra"
    repo = cloud.infra_repo("github", "infra", FILES)
    token = github.add_token(
        "tagboat-bot", {"contents": "write"}, [name], expires_at=4_070_908_800.0
    )
    secret = repo.parameters["CredentialsSecretArn"]
    cloud.aws.client("secretsmanager").put_secret_value(SecretId=secret, SecretString=token)
    github.add_ruleset(name, "main", bypass=["tagboat-bot"])
    deployed = deploy(cloud, "tagboat", repo)
    before = len(cloud.github.log)
    done = run(cloud, "--stack", "tagboat", "--region", "us-east-1")
    assert (done.returncode, done.stderr) == (1, "")
    assert steady(done.stdout) == steady(commands(DOCUMENT)[COMMAND])
    assert token not in done.stdout + "".join(deployed.log())
    assert len(deployed.commits()) == 1
    assert cloud.github.log.since(before)
    cloud.application.delete("tagboat")


def steady(output: str) -> str:
    for pattern, replacement in VARIES.items():
        output = re.sub(pattern, replacement, output)
    return output.strip()


@pytest.fixture(scope="module")
def codecommit(cloud: LocalCloud) -> Deployed:
    """A stack whose rules no other test writes."""
    files = {".tagboat.yaml": json.dumps({"version": 1, "rules": []}).encode()}
    return deploy(cloud, "tagboat-doctor", cloud.infra_repo("codecommit", "doctor", files))


def test_a_stack_in_order_is_called_so_and_the_role_needs_no_more(codecommit: Deployed) -> None:
    codecommit.add_rule("examined", {"examined/tag": b"v1\n"}, "examined/tag")
    before = codecommit.commits()
    checks = asked(codecommit)
    assert set(checks) == {"credentials", "read", "rules", "commit"}
    assert {verdict for verdict, _ in checks.values()} == {"ok"}, checks
    assert codecommit.commits() == before


def test_a_branch_outside_of_the_parameter_is_named_on_codecommit(codecommit: Deployed) -> None:
    def verdict(**pull_request: str) -> tuple[str, str]:
        deliver = {"pull_request": pull_request}
        codecommit.add_rule("outside", {"outside/tag": b"v1\n"}, "outside/tag", deliver=deliver)
        return asked(codecommit)["pull request"]

    assert verdict()[0] == "ok"
    outside, says = verdict(branch="elsewhere/web")
    assert outside == "missing"
    assert "elsewhere/web has to be among the parameter PullRequestBranches" in says


def test_anybody_who_may_invoke_the_function_gets_the_same(codecommit: Deployed) -> None:
    answer = codecommit.cloud.aws.client("lambda").invoke(
        FunctionName=codecommit.outputs["DoctorFunctionName"], Payload=b"{}"
    )
    found = json.loads(answer["Payload"].read())
    told = {one["subject"]: (one["verdict"], one["says"]) for one in found["checks"]}
    assert told == asked(codecommit)


def test_a_secret_that_holds_no_token_is_named_and_not_shown(cloud: LocalCloud) -> None:
    repo = cloud.infra_repo("gitlab", "doctor-secret", FILES)
    secret = repo.parameters["CredentialsSecretArn"]
    held = {"token": repo.token}
    cloud.aws.client("secretsmanager").put_secret_value(
        SecretId=secret, SecretString=json.dumps(held)
    )
    deployed = deploy(cloud, "tagboat-doctor-secret", repo)
    verdict, says = asked(deployed)["credentials"]
    assert verdict == "missing"
    assert "CredentialsSecretKey" in says
    assert repo.token not in says
    # What is mended needs no new deployment, and is seen at once: nothing is kept from before.
    cloud.aws.client("secretsmanager").put_secret_value(SecretId=secret, SecretString=repo.token)
    assert asked(deployed)["credentials"][0] == "ok"


def test_parameters_that_contradict_each_other_are_named(cloud: LocalCloud) -> None:
    repo = cloud.infra_repo("codecommit", "doctor-settings", FILES)
    deployed = deploy(cloud, "tagboat-doctor-settings", repo, CredentialsScheme="bearer")
    checks = asked(deployed)
    assert set(checks) == {"settings"}
    assert "CredentialsScheme" in checks["settings"][1]


def test_a_stack_that_cannot_be_asked_is_named(cloud: LocalCloud) -> None:
    done = run(cloud, "--stack", "no-such-stack", "--region", "us-east-1")
    assert done.returncode == 2
    assert "no-such-stack" in done.stderr
    assert done.stdout == ""
