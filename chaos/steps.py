"""What is done to a cloud in a run, one step after the other, while the functions work."""

from dataclasses import dataclass
from enum import StrEnum

from chaos.pushes import Push


@dataclass(frozen=True)
class Put:
    """Images are pushed to ECR."""

    pushes: tuple[Push, ...]


@dataclass(frozen=True)
class Tell:
    """Events of pushes are put on the bus, in an order of their own."""

    pushes: tuple[Push, ...]


@dataclass(frozen=True)
class Delete:
    """An image is deleted from ECR."""

    push: Push


class Deed(StrEnum):
    """What people do in the infra repo."""

    NOTE = "commit to files of their own"
    COMMENT = "edit a file beside its values"
    PIN = "set a value back to an older image"
    SCRIBBLE = "write no image into a value"
    REVERT = "revert Tagboat's last commit"
    BREAK = "break the rules file, and mend it later"
    REMOVE = "remove a file that rules write, and bring it back later"


@dataclass(frozen=True)
class Person:
    """Somebody commits to the infra repo."""

    deed: Deed
    image: str
    """The name of the image whose file or rules it is about."""
    number: int
    """What tells it from others."""


@dataclass(frozen=True)
class Undo:
    """What was broken or removed is as it was."""

    of: Person


@dataclass(frozen=True)
class Junk:
    """A message that is no image push comes into a queue."""

    rule_set: str
    number: int


@dataclass(frozen=True)
class Settle:
    """Nothing new comes until one queue has nothing to do."""

    rule_set: str


@dataclass(frozen=True)
class Redeliver:
    """The queues deliver again some of what functions have in hand, or has failed."""

    seed: str


@dataclass(frozen=True)
class Reconcile:
    """The time has come for a stack to look into ECR."""

    rule_set: str


@dataclass(frozen=True)
class Replica:
    """The git host makes a copy that will lag behind."""


type Step = Put | Tell | Delete | Person | Undo | Junk | Settle | Redeliver | Reconcile | Replica
