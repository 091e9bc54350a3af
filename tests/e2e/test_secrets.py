"""The token is in the secret and nowhere else."""

from tests.e2e.deployed import Deployed


def test_the_token_is_in_no_log_line_error_commit_or_message(github: Deployed) -> None:
    image = github.add_rule("secret", {"secret": b"v1\n"}, "secret")
    secrets = github.cloud.aws.client("secretsmanager")
    secret = github.repo.parameters["CredentialsSecretArn"]
    token = secrets.get_secret_value(SecretId=secret)["SecretString"]
    github.push(image, "v2")
    github.cloud.github.protect(github.repo.parameters["InfraRepository"], "main")
    github.push(image, "v3")
    repository = github.cloud.github.repository(github.repo.parameters["InfraRepository"])
    assert repository
    repository.protections.clear()
    wrong = "github_pat_" + "w" * 82
    secrets.put_secret_value(SecretId=secret, SecretString=wrong)
    github.cloud.github.revoke(token)
    github.time_passes()
    refused = github.last_outcome(image)
    new = github.cloud.github.add_token("tagboat-bot")
    secrets.put_secret_value(SecretId=secret, SecretString=new)
    github.time_passes()
    assert refused[1] == "CredentialsRefused"
    assert github.content("secret") == b"v3\n"

    events = github.cloud.aws.client("logs").filter_log_events(
        logGroupName=github.outputs["LogGroupName"]
    )["events"]
    written = [
        *github.log(),
        *(event["message"] for event in events),
        *(commit.message for commit in github.commits()),
        *(github.git.diff(commit.id) for commit in github.commits()),
        *(str(message) for message in github.dead_letters()),
        github.cloud.aws.client("cloudformation").get_template(StackName=github.stack).__str__(),
    ]
    assert len(events) > 10
    for value in (token, wrong, new):
        assert not [text for text in written if value in text]
