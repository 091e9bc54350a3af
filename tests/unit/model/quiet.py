"""Quiet: all is delivered, nothing is in the way, and a reconcile heals what was missed."""

from tests.unit.model.chores import Arrive, AskReconcile, Deliver, Restart
from tests.unit.model.oracle import expected
from tests.unit.model.world import World


def become_quiet(world: World, *, redrive: bool) -> None:
    """Let all come to rest, and hold what stands everywhere against the documentation.

    Args:
        world: The world, in whatever state.
        redrive: Whether dead letters are sent back before.
    """
    world.outages.clear()
    if world.restraints.broken:
        world.mend()
    world.do(Arrive())
    _drain(world)
    if redrive:
        world.queues.redrive()
        _drain(world)
        assert not world.queues.dead, "a push has no way out of the dead letters"
    before = world.values()
    wanted = expected(
        before,
        world.images.contents,
        world.restraints,
        world.lines(),
        world.now(),
        world.changes,
        world.images.times,
    )
    world.do(AskReconcile())
    _drain(world)
    for place, value in world.values().items():
        assert value in wanted[place], f"{place.rule}: {value} in {place.path}, not {wanted[place]}"
    head = world.host.branches["main"][-1]
    world.do(Restart(0))
    world.do(AskReconcile())
    _drain(world)
    assert world.host.branches["main"][-1] == head, "a second reconcile has changed something"


def _drain(world: World) -> None:
    """Deliver until the queue is empty; time passes only where all that waits is hidden."""
    while world.queues.waiting:
        soonest = min(one.visible_at for one in world.queues.waiting.values())
        world.seconds = max(world.seconds, soonest)
        world.do(Deliver(function=0, count=10, order=0))
