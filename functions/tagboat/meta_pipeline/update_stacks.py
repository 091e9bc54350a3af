"""The update: the change sets that were reviewed are executed, one stack after the other."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from tagboat.core.errors import RetryableError
from tagboat.core.meta_pipeline.errors import UpdateFailed
from tagboat.core.meta_pipeline.executable import Executable, executables
from tagboat.core.meta_pipeline.failed_events import StackEvent, first_failures
from tagboat.core.meta_pipeline.job import Done, Job, Later
from tagboat.core.meta_pipeline.plan import Plan
from tagboat.core.meta_pipeline.progress import Updating, progress_of, token_of, with_cut_off
from tagboat.core.meta_pipeline.resource_change import Effect
from tagboat.core.meta_pipeline.stack_state import StackState
from tagboat.meta_pipeline.aws.change_sets import ChangeSet, ChangeSets
from tagboat.meta_pipeline.aws.pipelines import Pipelines
from tagboat.meta_pipeline.aws.stacks import Stacks

_PIPELINE = "AWS::CodePipeline::Pipeline"


class UpdateStacks:
    """Executes change sets, waits for running executions before and for CloudFormation after."""

    def __init__(
        self,
        plan: Plan,
        stacks: Stacks,
        change_sets: ChangeSets,
        pipelines: Pipelines,
        clock: Callable[[], float],
    ) -> None:
        """Keep what it works with.

        Args:
            plan: What is kept up to date, and on what terms.
            stacks: CloudFormation's stacks.
            change_sets: Their change sets.
            pipelines: The application pipelines that may be running.
            clock: Gives the seconds since 1970.
        """
        self._plan = plan
        self._stacks = stacks
        self._change_sets = change_sets
        self._pipelines = pipelines
        self._clock = clock

    def __call__(self, job: Job) -> Later | Done:
        """Go on with an update.

        Raises:
            TagboatError: A change set cannot be executed, or its changes were rolled back.
        """
        stacks = [stack.name for stack in self._plan.stacks]
        wanted = executables(job.settings["ChangeSets"], stacks)
        progress = progress_of(job.token, Updating)
        while len(progress.finished) < len(wanted):
            step = self._step(wanted[len(progress.finished)], progress)
            if isinstance(step, Later):
                return step
            progress = step
        self._protect()
        return Done(_says(progress))

    def _step(self, wanted: Executable, progress: Updating) -> Later | Updating:
        """Begin to execute a change set, or see how far it is; what comes next."""
        if not progress.begun:
            return self._begin(wanted, progress)
        stack = self._stacks.find(progress.begun)
        if stack is None:
            raise UpdateFailed(f"The stack {wanted.stack} is gone: somebody has deleted it.")
        events = self._stacks.events(stack.id, wanted.token)
        if stack.is_busy or not events:  # Without an event of its own it has not even begun.
            return Later(token_of(progress), f"CloudFormation updates {stack.name}.")
        if not stack.is_good:
            raise UpdateFailed(_why(stack, events, progress))
        return replace(progress, begun="", finished=(*progress.finished, stack.name))

    def _begin(self, wanted: Executable, progress: Updating) -> Later | Updating:
        change_set = self._change_sets.describe(wanted.arn, wanted.stack)
        if change_set is not None and change_set.is_executed:  # By a call that was cut off.
            return replace(progress, begun=change_set.stack_id)
        if change_set is None or not change_set.is_ready:
            raise UpdateFailed(
                f"The change set of {wanted.stack} can no longer be executed: the stack was changed"
                " since it was reviewed. Release the change again, so that it is reviewed anew."
            )
        now = self._clock()
        since = now if progress.waiting_since is None else progress.waiting_since
        waiting = token_of(replace(progress, waiting_since=since))
        has_patience = now - since < self._plan.patience
        try:
            running = self._running(change_set)
        except RetryableError as error:
            if has_patience:
                return Later(waiting, str(error))
            running = ["what CodePipeline does not tell"]
        if running and has_patience:
            return Later(waiting, f"Waits for what runs: {', '.join(running)}.")
        self._change_sets.execute(wanted.arn, wanted.stack, wanted.token)
        begun = replace(progress, waiting_since=None, begun=change_set.stack_id)
        return Later(
            token_of(with_cut_off(begun, running)), f"CloudFormation updates {change_set.stack}."
        )

    def _running(self, change_set: ChangeSet) -> Sequence[str]:
        """What runs in the pipelines that a change set changes, and AWS would therefore cancel."""
        pipelines = [
            change.physical_id
            for change in change_set.changes
            if change.type == _PIPELINE and change.effect is not Effect.ADDED
        ]
        return [
            f"execution {execution} of {pipeline}"
            for pipeline in pipelines
            for execution in self._pipelines.running(pipeline)
        ]

    def _protect(self) -> None:
        if not self._plan.protect:
            return
        for planned in self._plan.stacks:
            stack = self._stacks.find(planned.name)
            if stack is not None and not stack.protected and not stack.is_new:
                self._stacks.protect(stack.name)


def _why(stack: StackState, events: Sequence[StackEvent], progress: Updating) -> str:
    says = [f"{stack.name} is {stack.status}.", *(first_failures(events) or [stack.reason])]
    if progress.finished:
        says.append(f"Updated before it: {', '.join(progress.finished)}.")
    return "\n".join(says)


def _says(progress: Updating) -> str:
    if not progress.finished:
        return "Every stack was as its template says: nothing was executed."
    says = [f"Updated {', '.join(progress.finished)}."]
    if progress.cut_off:
        more = f" and {progress.cut_off_more} more" if progress.cut_off_more else ""
        says.append(
            f"Was not waited for any longer, and is cancelled: {', '.join(progress.cut_off)}{more}."
        )
    return " ".join(says)
