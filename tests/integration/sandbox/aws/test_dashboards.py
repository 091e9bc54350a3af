"""Dashboards: made as the template says, and refused where CloudWatch refuses them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

type Outputs = Callable[..., dict[str, str]]
type Clients = Callable[[str], Any]
type PhysicalIds = Callable[[], dict[str, str]]

METRIC = ["Tagboat", "Pushes", "service", "tagboat", {"stat": "Sum"}]


def widget(*metrics: Any, **more: Any) -> dict[str, Any]:
    shown = {"region": "us-east-1", "metrics": list(metrics or [METRIC]), "title": "Pushes"}
    return {"type": "metric", "x": 0, "y": 0, "width": 8, "height": 6, "properties": shown} | more


def body(*widgets: Any, **more: Any) -> str:
    return json.dumps({"widgets": list(widgets)} | more)


def test_a_dashboard_shows_what_its_template_says(
    outputs: Outputs, clients: Clients, physical_ids: PhysicalIds
) -> None:
    def shown() -> Any:
        found = clients("cloudwatch").get_dashboard(DashboardName=physical_ids()["It"])
        return json.loads(found["DashboardBody"])

    def resource(text: str) -> dict[str, Any]:
        return {"It": {"Type": "AWS::CloudWatch::Dashboard", "Properties": {"DashboardBody": text}}}

    outputs(resource(body(widget())))
    assert shown() == {"widgets": [widget()]}
    outputs(resource(body(widget(), widget())))
    assert len(shown()["widgets"]) == 2
    other = {"Type": "AWS::SQS::Queue", "Properties": {}}
    outputs({"Other": other})
    assert clients("cloudwatch").list_dashboards()["DashboardEntries"] == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "Body is invalid JSON"),
        ("{}", "/widgets should be an array"),
        (body(*[widget()] * 501), "at most 500"),
        (body(widget(width=25)), "/widgets/0/width should be from 1 to 24"),
        (body(widget(), widget(x=24)), "/widgets/1/x should be from 0 to 23"),
        (body(widget(properties={"metrics": [METRIC]})), "have required property 'region'"),
        (body(widget(properties={"region": "us-east-1"})), "have required property 'metrics'"),
        (body(widget(["Tagboat"])), "/metrics/0 should have a namespace, a name, and pairs"),
        (body(widget(["Tagboat", "Pushes", "service"])), "and pairs of dimensions"),
        (body(widget([1, 2])), "/metrics/0 should be of strings"),
        (body(widget(["Tagboat", {"expression": "1"}])), "either an expression or a metric"),
    ],
)
def test_a_body_that_cloudwatch_refuses_is_refused(
    clients: Clients, text: str, reason: str
) -> None:
    with pytest.raises(ClientError, match=reason) as caught:
        clients("cloudwatch").put_dashboard(DashboardName="refused", DashboardBody=text)
    assert caught.value.response["Error"]["Code"] == "InvalidParameterInput"


@pytest.mark.parametrize(
    "text",
    [
        body(widget(), start="-PT1H"),
        body(widget(type="text")),
        body(widget(properties={"region": "us-east-1", "metrics": [METRIC], "liveData": True})),
        body(widget(["Tagboat", "Pushes", {"color": "#fff"}])),
    ],
)
def test_what_is_not_known_here_is_refused_by_name(clients: Clients, text: str) -> None:
    with pytest.raises(ClientError) as caught:
        clients("cloudwatch").put_dashboard(DashboardName="unknown", DashboardBody=text)
    assert caught.value.response["Error"]["Code"] == "NotSupported"
