"""Global node ids in the form that GitHub gives them: a prefix and packed numbers and names.

Source: "Migrating GraphQL global node IDs" (GitHub's documentation): clients treat them as opaque.
"""

import base64
import binascii

import msgspec


def node_id(kind: str, *parts: int | str) -> str:
    """The id of an object, such as `R_kgDOAAAAAQ` for a repository (R) with the number 1."""
    packed = msgspec.msgpack.encode([0, *parts])
    return f"{kind}_{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"


def parts_of(id_: str, kind: str) -> list[int | str]:
    """What an id of this kind was made of.

    Raises:
        ValueError: It is none, or of another kind.
    """
    prefix, _, packed = id_.partition("_")
    if prefix != kind:
        raise ValueError(f"{id_} is not the id of a {kind}")
    try:
        decoded = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        return msgspec.msgpack.decode(decoded, type=list[int | str])[1:]
    except (binascii.Error, msgspec.MsgspecError) as error:
        raise ValueError(f"{id_} is not an id") from error


def is_id(id_: str) -> bool:
    """Whether it has the form of an id, of whatever kind."""
    try:
        parts_of(id_, id_.partition("_")[0])
    except ValueError:
        return False
    return True
