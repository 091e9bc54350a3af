"""Quiet: all is delivered, nothing is in the way, and a reconcile heals what was missed."""

from tests.unit.model.chores import Arrive, AskReconcile, Deliver, Restart
from tests.unit.model.judge import hold_lines
from tests.unit.model.oracle import expected
from tests.unit.model.world import World


def become_quiet(world: World, *, redrive: bool) -> None:
    """Let all come to rest, and hold what stands everywhere against the documentation.

    Args:
        world: The world, in whatever state.
        redrive: Whether dead letters are sent back before.
    """
    world.outages.end_all()
    if world.team.restraints.broken:
        world.team.mend()
    world.do(Arrive())
    _drain(world)
    if redrive:
        world.queues.redrive()
        _drain(world)
        assert not world.queues.dead, "a push has no way out of the dead letters"
    before = world.branch.values()
    wanted = expected(
        before,
        world.images.contents,
        world.team.restraints,
        hold_lines(world.branch.tree),
        world.now(),
        world.branch.changes,
        world.images.times,
    )
    world.do(AskReconcile())
    _drain(world)
    for place, value in world.branch.values().items():
        assert value in wanted[place], f"{place.rule}: {value} in {place.path}, not {wanted[place]}"
    head = world.branch.head
    world.do(Restart(0))
    world.do(AskReconcile())
    _drain(world)
    assert world.branch.head == head, "a second reconcile has changed something"


def _drain(world: World) -> None:
    """Deliver until the queue is empty; time passes only where all that waits is hidden."""
    while world.queues.waiting:
        soonest = min(one.visible_at for one in world.queues.waiting.values())
        world.seconds = max(world.seconds, soonest)
        world.do(Deliver(function=0, count=10, order=0))
