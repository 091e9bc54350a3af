"""An outcome as machines read it: the fields of the log's line, and the detail of the event.

Fields may be added; none is renamed, removed or given another meaning. docs/outcomes.md says what
each means, and docs/outcome.schema.json is made of the types here.
"""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from tagboat.core.errors import RetryableError
from tagboat.core.outcomes import Kind, Outcome

SOURCE = "tagboat"
DETAIL_TYPE = "Tagboat Outcome"

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ID = "urn:tagboat:outcome:1"


def _said(description: str, **more: Any) -> Meta:  # noqa: ANN401 - what a JSON Schema may say
    return Meta(description=description, extra_json_schema=more or None)


class PushRecord(Struct, frozen=True, kw_only=True):
    """The image push."""

    id: Annotated[str, _said("the id of ECR's event")]
    account: Annotated[str, _said("the AWS account of the image repository")]
    region: Annotated[str, _said("the region of the image repository")]
    repository: Annotated[str, _said("the image repository, without its registry")]
    tag: Annotated[str, _said("the tag that was pushed")]
    digest: Annotated[str, _said("the digest that the tag was pushed with")]
    pushed_at: Annotated[
        str, _said("when ECR reported the push, to the second, in UTC", format="date-time")
    ]


class OutcomeRecord(Struct, frozen=True, kw_only=True):
    """What became of one push by one rule."""

    outcome: Annotated[Kind, _said("what became of the push")]
    reason: Annotated[str, _said("why, for people; its words may change")]
    push: Annotated[PushRecord, _said("the image push")]
    rule: Annotated[str | UnsetType, _said("the rule; absent when no rule could be asked")] = UNSET
    commit: Annotated[str | UnsetType, _said("the id of the commit that has it")] = UNSET
    pull_request: Annotated[
        str | UnsetType,
        _said("the address of the pull request that proposes it, or keeps it from being proposed"),
    ] = UNSET
    held_by: Annotated[
        str | UnsetType,
        _said("the id of the commit by which people took it back; only of what is held"),
    ] = UNSET
    error: Annotated[
        str | UnsetType, _said("the name of what went wrong; there if and only if it failed")
    ] = UNSET
    retryable: Annotated[
        bool | UnsetType,
        _said("whether what went wrong may pass by itself; there if and only if it failed"),
    ] = UNSET


class OutcomeEvent(OutcomeRecord, frozen=True, kw_only=True):
    """The detail of an event: an outcome, and whose it is."""

    stack: Annotated[str, _said("the name of Tagboat's stack")]
    git_host: Annotated[str, _said("codecommit, github, gitlab or git")]
    infra_repo: Annotated[str, _said("the infra repo, as the parameter InfraRepository names it")]
    branch: Annotated[str, _said("the branch that is read and written")]


def record_of(outcome: Outcome) -> OutcomeRecord:
    """What the log says of an outcome."""
    push, error = outcome.push, outcome.error
    return OutcomeRecord(
        outcome=outcome.kind,
        reason=outcome.reason,
        push=PushRecord(
            id=push.id,
            account=push.account,
            region=push.region,
            repository=push.repository,
            tag=push.tag,
            digest=push.digest,
            pushed_at=push.pushed_at.isoformat(),
        ),
        rule=_known(outcome.rule),
        commit=_known(outcome.commit),
        pull_request=_known(outcome.pull_request),
        held_by=_known(outcome.held_by),
        error=UNSET if error is None else type(error).__name__,
        retryable=UNSET if error is None else isinstance(error, RetryableError),
    )


def _known(text: str | None) -> str | UnsetType:
    return UNSET if text is None else text


def json_schema() -> dict[str, Any]:
    """The JSON Schema of an event's detail; the log's line is `#/$defs/OutcomeRecord`."""
    roots, named = msgspec.json.schema_components(
        [OutcomeEvent, OutcomeRecord], ref_template="#/$defs/{name}"
    )
    return {
        "$schema": _DIALECT,
        "$id": _ID,
        "title": f"The detail of the EventBridge event '{DETAIL_TYPE}' from {SOURCE}",
        **roots[0],
        "$defs": named,
    }
