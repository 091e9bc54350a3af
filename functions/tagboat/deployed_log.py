"""The log of a deployed Tagboat, asked by CloudWatch Logs Insights."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from tagboat.deployed_stack import CannotAsk, asking

DAYS = 90
"""How far back a query looks: the template's default of LogRetentionDays."""
_PAUSE_SECONDS = 1.0
_MOST_PAUSES = 60
_ENDED = {"Complete", "Failed", "Cancelled", "Timeout", "Unknown"}


def query_of(repository: str, tag: str) -> str:
    """The query that tells what became of a tag.

    Args:
        repository: The image repository; neither has a quotation mark in it, as ECR's names.
        tag: The tag.
    """
    return (
        "fields @timestamp, outcome, rule, reason, commit, pull_request, error"
        f'\n| filter message = "Outcome" and push.repository = "{repository}"'
        f' and push.tag = "{tag}"'
        "\n| sort @timestamp asc"
    )


def run_query(logs: Any, group: str, query: str) -> Sequence[Mapping[str, str]]:  # noqa: ANN401 - boto3 is optional here
    """Run a query ("StartQuery" in the CloudWatch Logs API Reference), and wait for its end.

    Args:
        logs: A client of CloudWatch Logs.
        group: The log group's name.
        query: What to ask.

    Raises:
        CannotAsk: AWS does not answer, or the query does not end well.
    """
    now = int(time.time())
    with asking():
        started = logs.start_query(
            logGroupName=group, startTime=now - DAYS * 86_400, endTime=now, queryString=query
        )
        for _ in range(_MOST_PAUSES):
            answer = logs.get_query_results(queryId=started["queryId"])
            if answer["status"] in _ENDED:
                break
            time.sleep(_PAUSE_SECONDS)
    if answer["status"] != "Complete":
        raise CannotAsk(f"The query of {group} has not ended well: {answer['status']}.")
    return [
        {one["field"]: one["value"] for one in row if not one["field"].startswith("@ptr")}
        for row in answer["results"]
    ]
