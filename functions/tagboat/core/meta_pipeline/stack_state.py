"""Whether a stack may be updated by this meta pipeline, and when."""

from collections.abc import Mapping

from msgspec import Struct

from tagboat.core.meta_pipeline.errors import StackNotOurs

OWNER_TAG = "tagboat:meta-pipeline"
"""The tag that says which meta pipeline updates a stack: the id of the meta pipeline's stack."""
NOTHING_IN_IT = "REVIEW_IN_PROGRESS"
"""The status of a stack that has a change set and nothing else yet."""
_NEVER_MADE = ("CREATE_FAILED", "DELETE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED")
_HALF_WAY = ("UPDATE_FAILED", "UPDATE_ROLLBACK_FAILED")
_GOOD = ("CREATE_COMPLETE", "IMPORT_COMPLETE", "UPDATE_COMPLETE")


class StackState(Struct, frozen=True, kw_only=True):
    """A stack that there is."""

    name: str
    id: str
    status: str
    reason: str = ""
    tags: Mapping[str, str]
    parent: str = ""
    """The id of the stack that it is nested in; empty if it is not."""
    protected: bool = False
    """Whether it is protected from deletion."""

    @property
    def is_new(self) -> bool:
        """Whether it is still to be created."""
        return self.status == NOTHING_IN_IT

    @property
    def is_busy(self) -> bool:
        """Whether CloudFormation is at work on it."""
        return self.status.endswith("_IN_PROGRESS") and not self.is_new

    @property
    def is_good(self) -> bool:
        """Whether the last thing that was done to it succeeded."""
        return self.status in _GOOD


def check_may_update(stack: StackState, owner: str, *, adopt: bool) -> None:
    """Check that the stack is this meta pipeline's, and in a state from which it can be updated.

    Args:
        stack: The stack; one that CloudFormation is at work on has to be waited for first.
        owner: The id of the meta pipeline's own stack.
        adopt: Whether stacks that somebody else has made may be taken over.

    Raises:
        StackNotOurs: It is not, or is not.
    """
    if stack.is_new:
        return
    if stack.parent:
        raise StackNotOurs(
            f"The stack {stack.name} is nested in {stack.parent}, which would undo what is changed"
            " here. Name a stack of its own in PipelineStacks."
        )
    _check_owner(stack, owner, adopt=adopt)
    if stack.status in _NEVER_MADE:
        raise StackNotOurs(
            f"The stack {stack.name} is in the state {stack.status}, which CloudFormation does not"
            " update. Delete the stack, which never worked, and release the change again."
        )
    if stack.status in _HALF_WAY:
        raise StackNotOurs(
            f"The stack {stack.name} is in the state {stack.status}, half-way between two versions."
            " Continue its rollback in CloudFormation, and release the change again."
        )


def _check_owner(stack: StackState, owner: str, *, adopt: bool) -> None:
    found = stack.tags.get(OWNER_TAG)
    if found == owner or adopt:
        return
    whose = f"belongs to the meta pipeline {found}" if found else "was not made by a meta pipeline"
    raise StackNotOurs(
        f"The stack {stack.name} {whose}, and is left alone. If this meta pipeline is to take it"
        " over, set its parameter AdoptStacks to yes, and release the change again."
    )
