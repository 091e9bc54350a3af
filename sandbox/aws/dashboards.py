"""Dashboards of CloudWatch: moto takes any JSON for a body, AWS does not.

Source: CloudWatch API Reference, "Dashboard Body Structure and Syntax". What of it is not known
here is refused.
"""

import json
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from moto.cloudwatch.exceptions import DashboardInvalidInputError
from moto.cloudwatch.models import CloudWatchBackend, Dashboard

from sandbox.aws.errors import NotSupported

_MOST_WIDGETS = 500
_LIMITS = {"x": (0, 23), "y": (0, 10**6), "width": (1, 24), "height": (1, 1_000)}
_PROPERTIES = {"title", "region", "period", "metrics", "stat", "view", "stacked"}
_RENDERING = {"expression", "id", "label", "period", "region", "stat", "visible"}


def install() -> None:
    """Mend moto's dashboards, in every moto of this process. Doing it again changes nothing."""
    if not hasattr(CloudWatchBackend.put_dashboard, "__wrapped__"):
        CloudWatchBackend.put_dashboard = _checking(CloudWatchBackend.put_dashboard)  # type: ignore[method-assign]


def _checking(put_dashboard: Callable[..., Dashboard]) -> Callable[..., Dashboard]:
    @wraps(put_dashboard)
    def checking(backend: CloudWatchBackend, name: str, body: str) -> Dashboard:
        if problems := list(_problems(json.loads(body))):
            raise DashboardInvalidInputError(f"The dashboard body is invalid: {problems}")
        return put_dashboard(backend, name, body)

    return checking


def _problems(body: Any) -> Iterator[str]:
    widgets = body.get("widgets") if isinstance(body, dict) else None
    if not isinstance(widgets, list) or len(widgets) > _MOST_WIDGETS:
        yield f"/widgets should be an array of at most {_MOST_WIDGETS}"
        return
    if unknown := sorted(set(body) - {"widgets"}):
        raise NotSupported(f"{unknown[0]} of a dashboard (cloudwatch:PutDashboard)")
    for index, widget in enumerate(widgets):
        yield from (f"/widgets/{index}{problem}" for problem in _of_widget(widget))


def _of_widget(widget: Any) -> Iterator[str]:
    if widget.get("type") != "metric":
        raise NotSupported(f"a {widget.get('type')} widget (cloudwatch:PutDashboard)")
    for name, (least, most) in _LIMITS.items():
        if name in widget and not least <= widget[name] <= most:
            yield f"/{name} should be from {least} to {most}"
    properties = widget.get("properties", {})
    if unknown := sorted(set(properties) - _PROPERTIES):
        raise NotSupported(f"{unknown[0]} of a metric widget (cloudwatch:PutDashboard)")
    for name in ("metrics", "region"):
        if not properties.get(name):
            yield f"/properties should have required property '{name}'"
    for index, metric in enumerate(properties.get("metrics", [])):
        yield from (f"/properties/metrics/{index}{problem}" for problem in _of_metric(metric))


def _of_metric(metric: Any) -> Iterator[str]:
    """A namespace, a name, and pairs of a dimension; or an expression; and how it is shown."""
    *names, last = metric
    rendering = last if isinstance(last, dict) else {}
    if unknown := sorted(set(rendering) - _RENDERING):
        raise NotSupported(f"{unknown[0]} of a metric (cloudwatch:PutDashboard)")
    names = names if isinstance(last, dict) else metric
    if not all(isinstance(name, str) for name in names):
        yield " should be of strings"
    if "expression" in rendering:
        if names:
            yield " should have either an expression or a metric"
    elif len(names) < 2 or len(names) % 2:
        yield " should have a namespace, a name, and pairs of dimensions"
