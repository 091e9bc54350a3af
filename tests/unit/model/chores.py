"""What may happen in the model, as data: one thing at a time, or in the middle of another."""

from enum import StrEnum

from msgspec import Struct


class Fate(StrEnum):
    """What becomes of the event of a push."""

    ARRIVES = "arrives"
    TWICE = "twice"
    LATE = "late"
    LOST = "lost"


class Push(Struct, frozen=True):
    """Somebody pushes an image."""

    place: int
    """The place that it is meant for, of those that the example is about."""
    tag: int
    """Which of its tags; minus one and below: of any in the image repository."""
    again: bool
    """Whether it is the image that was pushed there last, which gets one more tag."""
    fate: Fate
    skew: int
    """Seconds from ECR's time of it to its event's."""


class Delete(Struct, frozen=True):
    """A tag is deleted; or the image with all its tags, as a lifecycle policy does."""

    place: int
    tag: int
    whole: bool


class Edit(Struct, frozen=True):
    """A person sets a value: to an image that was pushed, or to something else."""

    place: int
    image: int
    """Which of those that were pushed, by their tags; below zero something else."""


class Beside(Struct, frozen=True):
    """A person changes something beside a value, or another file."""

    place: int
    """Minus one: another file."""


class Hold(Struct, frozen=True):
    """A person holds a rule in the rules file, or releases it."""

    place: int


class HoldFile(Struct, frozen=True):
    """A person commits the hold file, or deletes it."""

    lines: tuple[str, ...] | None


class Freeze(Struct, frozen=True):
    """A person sets a freeze, or takes it away."""

    place: int | None
    """Whose environment is frozen; None: nothing is."""
    starts: int
    """Seconds from now."""
    lasts: int


class Break(Struct, frozen=True):
    """A person breaks the rules file, or mends it."""


class Release(Struct, frozen=True):
    """People take back all that holds images, and mend the rules file."""


class Arrive(Struct, frozen=True):
    """Events that were late arrive in the queue."""


class AskReconcile(Struct, frozen=True):
    """The schedule asks for a reconcile."""


class Wait(Struct, frozen=True):
    """Time passes."""

    seconds: int


class Outage(Struct, frozen=True):
    """The git host or the registry does not answer for a while, or refuses commits."""

    what: str
    seconds: int


class Suffer(Struct, frozen=True):
    """Something is out of order for so long that messages are tried again and again."""

    what: str
    times: int


class Restart(Struct, frozen=True):
    """A function loses its memory."""

    function: int


class Redrive(Struct, frozen=True):
    """Somebody sends the dead letters back."""


class Kind(StrEnum):
    """How an invocation is interrupted at one of its effects."""

    CRASH_BEFORE = "crash before"
    CRASH_AFTER = "crash after"
    FAIL = "fail"
    THROTTLE = "throttle"
    THROTTLE_LONG = "throttle for long"
    LOSE_ANSWER = "lose the answer"
    STALE = "stale"
    MEANWHILE_BEFORE = "meanwhile before"
    MEANWHILE_AFTER = "meanwhile after"


class Interruption(Struct, frozen=True):
    """What happens at an effect of an invocation."""

    request: str
    """The name of the effect."""
    nth: int
    """Which of that name, from 0."""
    kind: Kind
    chore: "Chore"
    """What happens meanwhile."""


class Deliver(Struct, frozen=True):
    """The queue hands over messages to a function."""

    function: int
    count: int
    order: int
    """Which order they come in."""
    again: bool = False
    """Whether one comes that was handed over already."""
    acknowledged: bool = True
    """Whether the queue hears that they are done."""
    interruptions: tuple[Interruption, ...] = ()


type Chore = (
    Push
    | Delete
    | Edit
    | Beside
    | Hold
    | HoldFile
    | Freeze
    | Break
    | Release
    | Arrive
    | AskReconcile
    | Wait
    | Outage
    | Suffer
    | Restart
    | Redrive
    | Deliver
)
