"""Statements of policies.

Source: IAM User Guide, "IAM JSON policy elements reference".
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.aws.errors import NotSupported
from sandbox.aws.permissions.conditions import Context, are_met, as_list
from sandbox.aws.wildcards import matches, resource_matches

_KNOWN = {
    "Sid",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
    "Principal",
}


@dataclass(frozen=True)
class Statement:
    """One statement. Empty tuples stand for elements that it does not have."""

    allows: bool
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    not_resources: tuple[str, ...] = ()
    conditions: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    principals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By kind, such as `Service`. Only policies of resources have them."""

    def applies(self, action: str, resource: str, context: Context) -> bool:
        """Whether the statement speaks of an action on a resource under these conditions."""
        return (
            self._names_action(action)
            and self._names_resource(resource)
            and are_met(self.conditions, context)
        )

    def names_principal(self, kind: str, name: str) -> bool:
        """Whether the statement speaks of a principal."""
        return "*" in self.principals.get("*", ()) or name in self.principals.get(kind, ())

    def _names_action(self, action: str) -> bool:
        def among(patterns: tuple[str, ...]) -> bool:
            return any(matches(pattern, action, ignore_case=True) for pattern in patterns)

        return among(self.actions) if self.actions else not among(self.not_actions)

    def _names_resource(self, resource: str) -> bool:
        def among(patterns: tuple[str, ...]) -> bool:
            return any(resource_matches(pattern, resource) for pattern in patterns)

        return among(self.resources) if self.resources else not among(self.not_resources)


def statements_of(policy: str | Mapping[str, Any]) -> list[Statement]:
    """The statements of a policy document.

    Raises:
        NotSupported: An element that is not known here.
    """
    document = json.loads(policy) if isinstance(policy, str) else policy
    listed = document.get("Statement", [])
    return [_statement(one) for one in (listed if isinstance(listed, list) else [listed])]


def _statement(written: Mapping[str, Any]) -> Statement:
    if unknown := sorted(set(written) - _KNOWN):
        raise NotSupported(f"the policy element {unknown[0]}")

    def element(name: str) -> tuple[str, ...]:
        return tuple(as_list(written[name])) if name in written else ()

    return Statement(
        allows=written["Effect"] == "Allow",
        actions=element("Action"),
        not_actions=element("NotAction"),
        resources=element("Resource"),
        not_resources=element("NotResource"),
        conditions=written.get("Condition", {}),
        principals=_principals(written.get("Principal", {})),
    )


def _principals(written: str | Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    if isinstance(written, str):
        return {"*": (written,)}
    return {kind: tuple(as_list(names)) for kind, names in written.items()}
