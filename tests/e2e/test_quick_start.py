"""One rule from the parameters, with the Drone plugin's defaults; and the way back."""

from sandbox.local_cloud import LocalCloud
from tests.e2e.deployed import Deployed


def test_the_quick_start_writes_the_tag_file_by_its_defaults(cloud: LocalCloud) -> None:
    destination = "deployed_tags/prod_image_tag"
    repo = cloud.infra_repo("codecommit", "infra-quick", {destination: b"v1\n"})
    parameters = {**repo.parameters, "ImageRepository": "team/web", "TagPattern": "v.+"}
    outputs = cloud.application.deploy("tagboat-quick", parameters)
    deployed = Deployed(cloud, "codecommit", "tagboat-quick", repo, outputs)
    assert deployed.push("team/web", "v2", "main-1234567") == ()
    (commit, _) = deployed.commits()
    assert commit.message.startswith(f"[Auto] Update {destination} to v2\n\nTagboat-Image: ")
    assert (commit.author_name, commit.author_email) == (
        "Auto Update Bot",
        "auto-update-bot@example.com",
    )
    assert deployed.content(destination) == b"v2\n"
    assert deployed.last_outcome("team/web")[0] in ("written", "ignored")

    cloud.application.delete("tagboat-quick")
    assert (
        cloud.aws.client("sqs").list_queues(QueueNamePrefix="tagboat-quick").get("QueueUrls", [])
        == []
    )
    functions = cloud.aws.client("lambda").list_functions()["Functions"]
    assert not [one for one in functions if one["FunctionName"].startswith("tagboat-quick")]
