"""What an approval rule requires: the JSON of its content, and who counts by it.

Source: "Create an approval rule for a pull request" and "Create an approval rule template" in the
user guide, which show the structure by example.
"""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.errors import NotSupported
from sandbox.aws.wildcards import matches

CONTENT_LENGTH = 3000
POOL_MEMBERS = 50
DESTINATIONS = 100
"""All of them from "Quotas in AWS CodeCommit"."""
_VERSION = "2018-11-08"
_STATEMENT = {"Type", "NumberOfApprovalsNeeded", "ApprovalPoolMembers"}
_APPROVERS = re.compile(r"CodeCommitApprovers:(?P<account>\d{12}):(?P<name>.+)")
_NAMED = re.compile(
    r"arn:[\w-]+:(?:iam|sts)::(?P<account>\d{12}):(?:user|federated-user|assumed-role)/(?P<name>.+)"
)
_ROLE = re.compile(r"arn:[\w-]+:sts::\d{12}:assumed-role/[^/]+")


@dataclass(frozen=True)
class Requirement:
    """How many approvals are needed, and whose."""

    needed: int
    pool: tuple[str, ...] = ()
    """Who counts: patterns of ARNs, or `CodeCommitApprovers:ACCOUNT:NAME`. Empty for anybody."""
    destinations: tuple[str, ...] = ()
    """Of a template: for which branches, as patterns of full names. Empty for all."""

    @classmethod
    def read(cls, content: str, *, error: str, is_template: bool = False) -> "Requirement":
        """Read the content of a rule or template.

        Args:
            content: JSON.
            error: The code of the error for content that is not valid.
            is_template: Whether `DestinationReferences` may be there.

        Raises:
            AwsError: The content is not valid.
            NotSupported: Several statements: how they combine is not documented.
        """
        try:
            return _read(json.loads(content), is_template=is_template)
        except (ValueError, TypeError, KeyError) as invalid:
            raise codecommit_error(error, f"The content is not valid: {invalid}") from invalid

    def is_met(self, approvers: Collection[str]) -> bool:
        """Whether enough of those who approved count."""
        return sum(self._counts(approver) for approver in approvers) >= self.needed

    def is_for(self, reference: str) -> bool:
        """Whether a template is for pull requests into a branch, by its full name."""
        return not self.destinations or any(
            matches(pattern, reference) for pattern in self.destinations
        )

    def _counts(self, arn: str) -> bool:
        return not self.pool or any(_is_meant(member, arn) for member in self.pool)


def _is_meant(member: str, arn: str) -> bool:
    """Whether a member of an approval pool is the identity of that ARN.

    A name alone is that of a user. A role's session is named `ROLE/SESSION`, so that a name matches
    it only with a wildcard; the ARN of a role without a session means each of its sessions.
    """
    if approvers := _APPROVERS.fullmatch(member):
        named = _NAMED.fullmatch(arn)
        return (
            named is not None
            and named["account"] == approvers["account"]
            and matches(approvers["name"], named["name"])
        )
    return matches(f"{member}/*" if _ROLE.fullmatch(member) else member, arn)


def _read(written: Any, *, is_template: bool) -> Requirement:
    known = {"Version", "Statements"} | ({"DestinationReferences"} if is_template else set())
    _require(isinstance(written, dict) and written.keys() <= known, "unknown elements")
    _require(written["Version"] == _VERSION, "not the version")
    destinations = _texts(written.get("DestinationReferences", []), DESTINATIONS)
    _require(all(one.startswith("refs/heads/") for one in destinations), "not a branch")
    statements = written["Statements"]
    _require(isinstance(statements, list) and bool(statements), "no statement")
    if len(statements) > 1:
        raise NotSupported("several statements in a codecommit approval rule")
    (statement,) = statements
    _require(isinstance(statement, dict), "not a statement")
    _require(statement.keys() <= _STATEMENT, "unknown elements of the statement")
    _require(statement["Type"] == "Approvers", "not a type of statement")
    needed = statement["NumberOfApprovalsNeeded"]
    _require(type(needed) is int and needed > 0, "not a number of approvals")
    pool = _texts(statement.get("ApprovalPoolMembers", []), POOL_MEMBERS)
    _require(all(_is_member(one) for one in pool), "not a member of an approval pool")
    return Requirement(needed, pool, destinations)


def _is_member(text: str) -> bool:
    return bool(_APPROVERS.fullmatch(text)) or text.startswith("arn:")


def _texts(written: Any, most: int) -> tuple[str, ...]:
    _require(isinstance(written, list) and len(written) <= most, "not a list, or a long one")
    _require(all(isinstance(one, str) for one in written), "not a list of texts")
    return tuple(written)


def _require(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - it reads like assert
    if not holds:
        raise ValueError(otherwise)
