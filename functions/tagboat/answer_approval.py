"""An approval waits: Tagboat approves what is harmless, and tells people of the rest."""

from collections.abc import Collection

from tagboat.core.meta_pipeline.pipeline_event import ApprovalWaits
from tagboat.core.meta_pipeline.plan import change_set_name
from tagboat.core.meta_pipeline.review import StackReview, needs_approval, question, summary
from tagboat.meta_pipeline.approvals import Approvals
from tagboat.meta_pipeline.change_sets import ChangeSets
from tagboat.meta_pipeline.topic import Topic

_LONGEST_MESSAGE = 30_000


class AnswerApproval:
    """Decides on the change sets themselves, not on what was said of them."""

    def __init__(
        self,
        stacks: Collection[str],
        change_sets: ChangeSets,
        approvals: Approvals,
        topic: Topic,
    ) -> None:
        """Keep what it works with.

        Args:
            stacks: The names of the stacks that the meta pipeline updates.
            change_sets: Their change sets.
            approvals: The meta pipeline's.
            topic: By which people hear of it.
        """
        self._stacks = stacks
        self._change_sets = change_sets
        self._approvals = approvals
        self._topic = topic

    def __call__(self, event: ApprovalWaits) -> str:
        """Approve, or ask people.

        Returns:
            What was done, for the log.

        Raises:
            TagboatError: A service does not answer, or refuses.
        """
        approval = self._approvals.waiting(event.pipeline, event.stage, event.execution)
        if approval is None:
            return "The approval is answered already."
        reviews = self._reviews(change_set_name(event.execution))
        if needs_approval(reviews):
            self._topic.tell(
                f"Approve? {event.pipeline} would delete or replace resources",
                f"{question(reviews, _LONGEST_MESSAGE)}\n\nApprove or reject it: {event.link}",
            )
            return "People were asked."
        said = summary(reviews, _LONGEST_MESSAGE) or "Nothing to change."
        if self._approvals.approve(approval, f"Nothing is deleted or replaced. {said}"):
            return "Approved: nothing is deleted or replaced."
        return "The approval is answered already."

    def _reviews(self, name: str) -> list[StackReview]:
        """What each stack's change set does. There is none for a stack that has no changes."""
        found = [self._change_sets.describe(name, stack) for stack in self._stacks]
        return [StackReview(one.stack, one.changes) for one in found if one is not None]
