"""How a stack is worked on, beside what it is to become."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Manner:
    """What a request says of the work itself."""

    role_arn: str | None = None
    """The service role. None for the one that the stack has, if it has one."""
    token: str | None = None
    """The request's own mark, which every event of its work bears."""
    policy: str | None = None
    """The stack policy that counts for this update. None for the one that the stack has."""
    on_failure: str = "ROLLBACK"
    """What becomes of a stack that cannot be created: `ROLLBACK`, `DO_NOTHING` or `DELETE`."""
