"""What GitHub refuses of a request by GraphQL, field by field.

"GraphQL", October 2021, "Errors": the other fields of the same request are carried out.
"""

from collections.abc import Mapping

from msgspec import Struct

from tagboat.http_client import Answer


class Refusal(Struct, frozen=True):
    """Why GraphQL gives nothing for one field."""

    kind: str
    """The error's type, if it has one."""
    said: str
    path: tuple[object, ...] = ()
    """The names of the fields down to the one that failed."""

    @classmethod
    def of(cls, error: Mapping[object, object]) -> "Refusal":
        """The refusal that an entry of `errors` is, whatever it holds."""
        path = error.get("path")
        return cls(
            kind=str(error.get("type") or ""),
            said=str(error.get("message", "")),
            path=tuple(path) if isinstance(path, list) else (),
        )

    def says(self, *parts: str) -> bool:
        """Whether its text has one of these parts, in upper or lower case."""
        said = self.said.lower()
        return any(part.lower() in said for part in parts)


def refusals_in(answer: Answer) -> Mapping[str, Refusal] | None:
    """What was refused of a mutation's fields, by their names; None if it was all or nothing.

    GraphQL carries fields out one after the other, and goes on after one that is refused.
    """
    found: dict[str, Refusal] = {}
    match answer.body:
        case {"data": {**data}, "errors": [*entries]} if answer.status == 200:
            for entry in entries:
                refusal = Refusal.of(entry) if isinstance(entry, dict) else None
                if refusal is None or not refusal.path or refusal.path[0] not in data:
                    return None
                field = str(refusal.path[0])
                if data[field] is None:  # Else it was done, and what is missing was only asked for.
                    found.setdefault(field, refusal)
            return found
    return None
