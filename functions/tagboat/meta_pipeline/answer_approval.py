"""An approval waits: Tagboat approves what is harmless, and tells people of the rest."""

from collections.abc import Collection

from tagboat.core.errors import PermanentError
from tagboat.core.meta_pipeline.errors import ApprovalNotShown, UpdateFailed
from tagboat.core.meta_pipeline.pipeline_event import ApprovalWaits
from tagboat.core.meta_pipeline.plan import change_set_name
from tagboat.core.meta_pipeline.review import StackReview, needs_approval, question, summary
from tagboat.meta_pipeline.aws.approvals import Approvals
from tagboat.meta_pipeline.aws.change_sets import ChangeSets
from tagboat.meta_pipeline.aws.topic import Topic

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
            TagboatError: A service does not answer, or refuses; or a change set is not ready.
        """
        try:
            return self._answer(event)
        except PermanentError as error:  # Nobody would hear of the approval before it times out.
            self._topic.tell(
                f"Approve? {event.pipeline} waits, and Tagboat cannot decide",
                f"{error}\n\nApprove or reject it: {event.link}",
            )
            raise

    def _answer(self, event: ApprovalWaits) -> str:
        approval = self._approvals.waiting(event)
        if approval is None:
            return self._answered_already(event)
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
        return self._answered_already(event)

    def _answered_already(self, event: ApprovalWaits) -> str:
        if not self._approvals.is_over(event):
            raise ApprovalNotShown(
                f"CodePipeline shows the approval of {event.execution} in {event.pipeline} neither"
                " as waiting nor as answered. The event comes back."
            )
        return "The approval is answered already."

    def _reviews(self, name: str) -> list[StackReview]:
        """What each stack's change set does. There is none for a stack that has no changes."""
        described = [self._change_sets.describe(name, stack) for stack in self._stacks]
        found = [one for one in described if one is not None and not one.is_empty]
        for one in found:
            if not one.is_ready:
                raise UpdateFailed(
                    f"The change set of {one.stack} cannot be executed, and is not approved. It is"
                    f" {one.status}, {one.execution_status}. {one.reason}".rstrip()
                )
        return [StackReview(one.stack, one.changes) for one in found]
