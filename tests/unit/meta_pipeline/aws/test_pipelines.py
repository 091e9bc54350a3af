"""Which executions of a pipeline run: those of the newest pages."""

from collections.abc import Callable
from typing import Any

from tagboat.meta_pipeline.aws.pipelines import Pipelines


def page(number: int, status: str) -> dict[str, Any]:
    shown = {"pipelineExecutionId": f"00000000-0000-0000-0000-00000000000{number}"}
    return {
        "pipelineExecutionSummaries": [shown | {"status": status}],
        "nextToken": f"after-{number}",
    }


def test_no_more_than_the_newest_pages_are_read(stubbed: Callable[[str], Any]) -> None:
    client, answers = stubbed("codepipeline")
    for number in range(1, 6):
        status = "InProgress" if number in (1, 5) else "Succeeded"
        answers.add_response("list_pipeline_executions", page(number, status))
    found = Pipelines(client).running("shop-pipeline")
    assert [one[-1] for one in found] == ["1", "5"]


def test_a_pipeline_that_is_gone_runs_nothing(stubbed: Callable[[str], Any]) -> None:
    client, answers = stubbed("codepipeline")
    answers.add_client_error("list_pipeline_executions", "PipelineNotFoundException")
    assert Pipelines(client).running("shop-pipeline") == []
