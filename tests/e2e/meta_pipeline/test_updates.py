"""A commit to the pipeline's template becomes the pipeline; nothing is lost without a person."""

from sandbox.example_application import pipeline_name, with_stage
from tests.e2e.meta_pipeline.meta import Meta
from tests.e2e.meta_pipeline.templates import PIPELINE, with_a_role_elsewhere, without


def test_the_application_pipeline_is_there_as_soon_as_the_meta_pipeline_is(meta: Meta) -> None:
    stack = meta.described("shop-pipeline")
    assert stack["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE")
    assert stack["EnableTerminationProtection"] is True
    assert {tag["Key"]: tag["Value"] for tag in stack["Tags"]} == {
        "application": "shop",
        "team": "shop",
        "tagboat:meta-pipeline": meta.described(meta.stack)["StackId"],
    }
    assert meta.stages(pipeline_name(meta.cloud)) == ["Source", "Dev", "Prod"]


def test_a_stage_that_is_pushed_is_in_the_pipeline(meta: Meta) -> None:
    commit = meta.push({"pipeline.yaml": with_stage()})
    execution = meta.succeeded(commit)
    assert execution["trigger"]["triggerType"] == "StartPipelineExecution"
    assert meta.stages(pipeline_name(meta.cloud)) == ["Source", "Dev", "Check", "Prod"]
    assert meta.actions()["Approve"]["summary"].startswith("Nothing is deleted or replaced.")
    assert meta.told() == []


def test_a_push_that_touches_something_else_starts_nothing(meta: Meta) -> None:
    before = meta.executions()
    meta.push({"README.md": b"The shop\n", "pipelines.yaml": b"no: template\n"})
    meta.settled()
    assert meta.executions() == before


def test_a_template_that_says_the_same_in_other_words_changes_nothing(meta: Meta) -> None:
    before = meta.described("shop-pipeline")
    commit = meta.push({"pipeline.yaml": f"# Another comment\n{PIPELINE}".encode()})
    meta.succeeded(commit)
    assert meta.actions()["Review"]["summary"] == "shop-pipeline: nothing to change."
    assert "nothing was executed" in meta.actions()["Update"]["summary"]
    assert meta.described("shop-pipeline") == before


def test_a_deletion_waits_for_a_person_who_sees_what_it_is(meta: Meta) -> None:
    before = meta.described("shop-pipeline")
    commit = meta.push({"pipeline.yaml": without("CommitRule", "CommitRole")})
    meta.asked(commit)
    ((subject, message),) = meta.told()
    assert subject == "Approve? shop-meta would delete or replace resources"
    assert "shop-pipeline: deletes CommitRole (AWS::IAM::Role, shop-pipeline-CommitRole-" in message
    assert (
        "shop-pipeline: deletes CommitRule (AWS::Events::Rule, shop-pipeline-CommitRul" in message
    )
    assert message.endswith("/pipelines/shop-meta/view?region=us-east-1")
    assert meta.described("shop-pipeline") == before

    meta.answer("Approved")
    meta.succeeded(commit)
    answer = meta.client("cloudformation").describe_stack_resources(StackName="shop-pipeline")
    names = {resource["LogicalResourceId"] for resource in answer["StackResources"]}
    assert names.isdisjoint({"CommitRule", "CommitRole"})
    assert "Pipeline" in names


def test_a_deletion_that_is_rejected_changes_nothing(meta: Meta) -> None:
    before = meta.described("shop-pipeline")
    commit = meta.push({"pipeline.yaml": without("CommitRule", "CommitRole")})
    meta.asked(commit)
    meta.told()
    meta.answer("Rejected")
    assert meta.ended(commit)["status"] == "Failed"
    meta.settled()
    ((subject, message),) = meta.told()
    assert subject == "Failed: shop-meta"
    assert message.startswith("Approve in Update: ")
    assert meta.described("shop-pipeline") == before


def test_a_broken_template_leaves_the_pipeline_alone_and_says_why(meta: Meta) -> None:
    before = meta.described("shop-pipeline")
    commit = meta.push({"pipeline.yaml": PIPELINE.replace("!Ref Branch", "!Ref Brunch").encode()})
    assert meta.ended(commit)["status"] == "Failed"
    meta.settled()
    said = meta.actions()["Review"]["errorDetails"]["message"]
    assert said.startswith("pipeline.yaml for shop-pipeline: CloudFormation refuses ")
    assert "Brunch" in said
    assert meta.told()[0][1].startswith(f"Review in Update: {said}")
    assert meta.described("shop-pipeline") == before


def test_an_update_that_fails_is_rolled_back_and_says_which_resource_failed(meta: Meta) -> None:
    stages = meta.stages(pipeline_name(meta.cloud))
    commit = meta.push({"pipeline.yaml": with_a_role_elsewhere()})
    assert meta.ended(commit)["status"] == "Failed"
    meta.settled()
    said = meta.actions()["Update"]["errorDetails"]["message"]
    assert said.startswith("shop-pipeline is UPDATE_ROLLBACK_COMPLETE.\nAnother (AWS::IAM::Role): ")
    assert "not authorized to perform: iam:CreateRole" in said
    ((_, message),) = meta.told()
    assert said in message
    assert meta.stages(pipeline_name(meta.cloud)) == stages


def test_a_template_that_is_moved_away_fails_where_people_see_it(meta: Meta) -> None:
    before = meta.described("shop-pipeline")
    commit = meta.push({"pipeline.yaml": None, "old/pipeline.yaml": PIPELINE.encode()})
    assert meta.ended(commit)["status"] == "Failed"
    said = meta.actions()["Review"]["errorDetails"]["message"]
    assert said.startswith("pipeline.yaml is not in this commit.")
    assert meta.described("shop-pipeline") == before


def test_a_forced_push_is_deployed_as_any_other(meta: Meta) -> None:
    meta.succeeded(meta.push({"pipeline.yaml": with_stage("Check")}))
    commit = meta.force({"pipeline.yaml": with_stage("Verify")})
    meta.succeeded(commit)
    assert meta.stages(pipeline_name(meta.cloud)) == ["Source", "Dev", "Verify", "Prod"]


def test_a_template_larger_than_a_request_takes_is_read_from_the_bucket(meta: Meta) -> None:
    text = with_stage("Large").decode() + "# padding\n" * 6_000
    assert len(text) > 51_200
    meta.succeeded(meta.push({"pipeline.yaml": text.encode()}))
    assert meta.stages(pipeline_name(meta.cloud)) == ["Source", "Dev", "Large", "Prod"]
