"""What a target gets in place of the event: the input transformer of a rule's target.

Source: EventBridge User Guide, "Amazon EventBridge input transformation". Known here are values out
of the event as texts within quotation marks, in a template that is JSON.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from sandbox.aws.errors import NotSupported

_PLACEHOLDER = re.compile(r"<([\w.-]+)>")
_PATH = re.compile(r"\$(\.[\w-]+)+")


def check_transformer(transformer: Mapping[str, Any], keys: set[str]) -> None:
    """Check an input transformer when a target is put.

    Args:
        transformer: `InputTransformer`.
        keys: What the target's service takes at the top of its input.

    Raises:
        NotSupported: A path, a placeholder or a key that is not known here.
    """
    paths, template = transformer.get("InputPathsMap", {}), transformer["InputTemplate"]
    for path in paths.values():
        if not _PATH.fullmatch(path):
            raise NotSupported(f"the path {path} of an input transformer (events:PutTargets)")
    for name in _PLACEHOLDER.findall(template):
        if name not in paths:
            raise NotSupported(f"<{name}> of an input transformer (events:PutTargets)")
    try:
        parsed = json.loads(template)
    except ValueError:
        raise NotSupported("an input template that is not JSON (events:PutTargets)") from None
    if not isinstance(parsed, dict) or (set(parsed) - keys):
        raise NotSupported(f"the input template {template} for its target (events:PutTargets)")


def transformed(transformer: Mapping[str, Any], event: Mapping[str, Any]) -> dict[str, Any]:
    """The input that a template makes of an event; what the event does not have is empty."""
    paths = transformer.get("InputPathsMap", {})

    def value(placeholder: re.Match[str]) -> str:
        found: Any = event
        for name in paths[placeholder[1]].removeprefix("$.").split("."):
            found = found.get(name, "") if isinstance(found, dict) else ""
        return json.dumps(str(found))[1:-1]

    made: dict[str, Any] = json.loads(_PLACEHOLDER.sub(value, transformer["InputTemplate"]))
    return made
