"""A source action of CodeCommit hands on the commit that it says it does."""

import pytest

from tests.integration.sandbox.codepipeline.workshop import Workshop, approval, stage

COMMIT_RIGHTS = ["GetBranch", "GetCommit", "GetUploadArchiveStatus", "UploadArchive"]


def test_the_files_of_the_branch_s_tip_are_in_the_bucket(workshop: Workshop) -> None:
    id_ = workshop.create(workshop.source(), stage("Hold", approval()))
    workshop.token("Hold")
    archive = workshop.artifact(workshop.run_of(id_, "Commit"))
    assert {name: archive.read(name) for name in archive.namelist()} == {
        "folder/file": b"content",
        "template.json": b"{}",
    }


def test_the_commit_is_shown_wherever_aws_shows_it(workshop: Workshop) -> None:
    head = workshop.git.commit({"b": "b"}, "A change\n\nwith a reason")
    id_ = workshop.create(workshop.source(), stage("Hold", approval()))
    workshop.token("Hold")
    (revision,) = workshop.execution(id_)["artifactRevisions"]
    assert (revision["name"], revision["revisionId"]) == ("Code", head)
    assert revision["revisionSummary"] == "A change\n\nwith a reason"
    (summary,) = workshop.executions()
    (source,) = summary["sourceRevisions"]
    assert (source["actionName"], source["revisionId"]) == ("Commit", head)
    assert workshop.latest("Source", "Commit")["externalExecutionId"] == head


def test_its_variables_say_what_was_committed(workshop: Workshop) -> None:
    head = workshop.git.commit({"b": "b"}, "A change", branch="team/next")
    id_ = workshop.create(workshop.source("team/next"), stage("Hold", approval()))
    workshop.token("Hold")
    given = workshop.run_of(id_, "Commit")["output"]["outputVariables"]
    dates = {given.pop("AuthorDate"), given.pop("CommitterDate")}
    assert all(date.endswith("Z") for date in dates)
    assert given == {
        "RepositoryName": workshop.name,
        "BranchName": "team/next",
        "CommitId": head,
        "CommitMessage": "A change",
    }


def test_an_execution_takes_the_commit_that_it_is_started_with(workshop: Workshop) -> None:
    first = workshop.git.head("main")
    workshop.git.commit({"template.json": "newer"}, "Newer")
    workshop.create(workshop.source(), stage("Hold", approval()))
    workshop.answer("Hold")
    id_ = workshop.start(
        sourceRevisions=[
            {"actionName": "Commit", "revisionType": "COMMIT_ID", "revisionValue": first}
        ]
    )
    workshop.token("Hold")
    run = workshop.run_of(id_, "Commit")
    assert run["output"]["outputVariables"]["CommitId"] == first
    assert workshop.artifact(run).read("template.json") == b"{}"


def test_a_commit_that_is_not_there_fails_the_source(workshop: Workshop) -> None:
    workshop.create(workshop.source(), stage("Hold", approval()))
    revision = {
        "actionName": "Commit",
        "revisionType": "COMMIT_ID",
        "revisionValue": "0" * 39 + "1",
    }
    id_ = workshop.start(sourceRevisions=[revision])
    assert workshop.ended(id_) == "Failed"
    assert workshop.error_of(id_, "Commit")["code"] == "ConfigurationError"


def test_a_branch_that_is_not_there_is_named(workshop: Workshop) -> None:
    id_ = workshop.create(workshop.source("gone"), stage("Hold", approval()))
    assert workshop.ended(id_) == "Failed"
    error = workshop.error_of(id_, "Commit")
    assert error["code"] == "ConfigurationError"
    assert "no branch named gone" in error["message"]
    assert workshop.stage_state("Source")["latestExecution"]["status"] == "Failed"
    assert "latestExecution" not in workshop.stage_state("Hold")


@pytest.mark.parametrize(
    "missing", [*(f"codecommit:{one}" for one in COMMIT_RIGHTS), "s3:PutObject"]
)
def test_a_right_that_the_role_lacks_fails_the_source(workshop: Workshop, missing: str) -> None:
    rights = {f"codecommit:{one}" for one in COMMIT_RIGHTS} | {"s3:PutObject"}
    allowed = {"Effect": "Allow", "Action": sorted(rights - {missing}), "Resource": "*"}
    workshop.grant(workshop.name, allowed)
    id_ = workshop.create(workshop.source(), stage("Hold", approval()))
    assert workshop.ended(id_) == "Failed"
    error = workshop.error_of(id_, "Commit")
    assert error["code"] == "PermissionError"
    assert missing in error["message"]


def test_those_rights_on_those_resources_are_enough(workshop: Workshop) -> None:
    workshop.grant(
        workshop.name,
        {
            "Effect": "Allow",
            "Action": [f"codecommit:{one}" for one in COMMIT_RIGHTS],
            "Resource": f"arn:aws:codecommit:us-east-1:123456789012:{workshop.name}",
        },
        {
            "Effect": "Allow",
            "Action": "s3:PutObject",
            "Resource": f"arn:aws:s3:::{workshop.name}/*",
        },
    )
    workshop.create(workshop.source(), stage("Hold", approval()))
    workshop.token("Hold")
    asked = workshop.aws.log.operations(principal=workshop.name)
    assert asked == {f"codecommit:{one}": 1 for one in COMMIT_RIGHTS} | {"s3:PutObject": 1}
