"""The review: a change set for each stack, and what it would do, in words."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from tagboat.core.meta_pipeline.configuration import (
    Configuration,
    check_overrides,
    parameters_of,
    read_configuration,
)
from tagboat.core.meta_pipeline.errors import UpdateFailed
from tagboat.core.meta_pipeline.executable import variable_of
from tagboat.core.meta_pipeline.job import Done, Job, Later
from tagboat.core.meta_pipeline.plan import Plan, PlannedStack, change_set_name
from tagboat.core.meta_pipeline.progress import Reviewing, progress_of, token_of
from tagboat.core.meta_pipeline.review import StackReview, losses, question, summary
from tagboat.core.meta_pipeline.stack_state import OWNER_TAG, StackState, check_may_update
from tagboat.meta_pipeline.aws.change_sets import ChangeSet, ChangeSets, Wanted
from tagboat.meta_pipeline.aws.source import Source
from tagboat.meta_pipeline.aws.stacks import Stacks
from tagboat.meta_pipeline.aws.templates import Template, Templates

_LONGEST_QUESTION = 900
_LONGEST_SUMMARY = 2_000


class ReviewStacks:
    """Makes the change sets, and reads them when CloudFormation has made them."""

    def __init__(
        self,
        plan: Plan,
        source: Callable[[Job], Source],
        templates: Templates,
        stacks: Stacks,
        change_sets: ChangeSets,
    ) -> None:
        """Keep what it works with."""
        self._plan = plan
        self._source = source
        self._templates = templates
        self._stacks = stacks
        self._change_sets = change_sets

    def __call__(self, job: Job) -> Later | Done:
        """Go on with a review.

        Returns:
            When it is done, the variables `ChangeSets`, the ARNs of those to execute, and
            `Question`, what is asked of the person who approves.

        Raises:
            TagboatError: A stack may not be updated, or a template cannot be used.
        """
        name = change_set_name(job.settings["Execution"])
        if not progress_of(job.token, Reviewing).made:
            if busy := self._make(job, name):
                return Later("{}", f"Waits for {busy.name}, which is {busy.status}.")
            return Later(token_of(Reviewing(made=True)), "CloudFormation makes the change sets.")
        found = [self._described(stack, name) for stack in self._plan.stacks]
        if any(change_set.is_pending for change_set in found):
            return Later(job.token, "CloudFormation makes the change sets.")
        return self._reviewed(found)

    def _make(self, job: Job, name: str) -> StackState | None:
        """Make all change sets; or none, and give the stack that CloudFormation is at work on."""
        states = [self._stacks.find(stack.name) for stack in self._plan.stacks]
        for state in filter(None, states):
            if state.is_busy:
                return state
            check_may_update(state, self._plan.owner, adopt=self._plan.adopt)
        source = self._source(job)
        templates = [self._template(source, stack, name) for stack in self._plan.stacks]
        check_overrides(self._plan.overrides, [template.declared for template in templates])
        configurations = [self._configuration(source, stack) for stack in self._plan.stacks]
        for made in zip(self._plan.stacks, states, templates, configurations, strict=True):
            with _naming(made[0]):
                self._change_sets.replace(self._wanted(name, *made))
        return None

    def _template(self, source: Source, stack: PlannedStack, name: str) -> Template:
        content = source.read(stack.template)
        with _naming(stack):
            return self._templates.put(f"templates/{name}/{stack.name}", content)

    def _configuration(self, source: Source, stack: PlannedStack) -> Configuration:
        path = stack.configuration
        return read_configuration(path, source.read(path)) if path else Configuration()

    def _wanted(
        self,
        name: str,
        stack: PlannedStack,
        state: StackState | None,
        template: Template,
        configuration: Configuration,
    ) -> Wanted:
        plan = self._plan
        return Wanted(
            stack=stack.name,
            name=name,
            url=template.url,
            parameters=parameters_of(template.declared, configuration, plan.overrides),
            tags={**configuration.tags, **plan.tags, OWNER_TAG: plan.owner},
            role=plan.role,
            is_new=state is None or state.is_new,
        )

    def _described(self, stack: PlannedStack, name: str) -> ChangeSet:
        found = self._change_sets.describe(name, stack.name)
        if found is None:
            raise UpdateFailed(f"The change set of {stack.name} is gone. Release the change again.")
        return found

    def _reviewed(self, found: Sequence[ChangeSet]) -> Done:
        failed = [one for one in found if not (one.is_ready or one.is_empty)]
        if failed:
            raise UpdateFailed(
                " ".join(
                    f"CloudFormation cannot change {one.stack}: {one.reason or one.status}"
                    for one in failed
                )
            )
        for one in found:
            if one.is_empty:
                self._change_sets.delete(one.arn, one.stack)
        reviews = [StackReview(one.stack, one.changes) for one in found]
        arns = [None if one.is_empty else one.arn for one in found]
        says = "\n".join([summary(reviews, _LONGEST_SUMMARY), *losses(reviews)])
        return Done(
            says,
            {
                "ChangeSets": variable_of(arns),
                "Question": question(reviews, _LONGEST_QUESTION),
            },
        )


@contextmanager
def _naming(stack: PlannedStack) -> Iterator[None]:
    """Say of which template and stack it is that something is refused."""
    try:
        yield
    except UpdateFailed as error:
        raise UpdateFailed(f"{stack.template} for {stack.name}: {error}") from error
