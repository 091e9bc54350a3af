"""The references that a push has moved are read out of git's own protocol."""

import gzip

from hypothesis import given
from hypothesis import strategies as st

from sandbox.git_moves import Move, pushed_moves

ids = st.from_regex("[0-9a-f]{40}", fullmatch=True)
names = st.from_regex(r"refs/(heads|tags)/[a-z][a-z0-9/-]{0,20}[a-z]", fullmatch=True)
moves = st.lists(
    st.builds(Move, names, st.none() | ids, st.none() | ids), unique_by=lambda move: move.reference
)


def packet(line: bytes) -> bytes:
    return b"%04x" % (len(line) + 4) + line


def request_of(commands: list[Move]) -> bytes:
    lines = [
        f"{move.old or '0' * 40} {move.new or '0' * 40} {move.reference}".encode()
        for move in commands
    ]
    if lines:
        lines[0] += b"\0 report-status side-band-64k"
    return b"".join(map(packet, lines)) + b"0000" + b"PACK of anything"


def answer_to(commands: list[Move], refused: set[str]) -> bytes:
    lines = [b"unpack ok\n"]
    for move in commands:
        is_refused = move.reference in refused
        said = f"ng {move.reference} no\n" if is_refused else f"ok {move.reference}\n"
        lines.append(said.encode())
    report = b"".join(map(packet, lines)) + b"0000"
    return packet(b"\1" + report) + b"0000"


@given(moves, st.data(), st.booleans())
def test_each_reference_that_git_says_is_moved_is_one_move(
    commands: list[Move], data: st.DataObject, is_packed: bool
) -> None:
    # git's own "no change" is never sent, and "nowhere" is not a commit's id
    names_of = [move.reference for move in commands]
    refused = set(data.draw(st.lists(st.sampled_from(names_of)))) if names_of else set()
    body = request_of(commands)
    found = pushed_moves(
        gzip.compress(body) if is_packed else body,
        answer_to(commands, refused),
        encoding="gzip" if is_packed else "",
    )
    nowhere = "0" * 40
    expected = [
        Move(
            one.reference,
            None if one.old == nowhere else one.old,
            None if one.new == nowhere else one.new,
        )
        for one in commands
        if one.reference not in refused
    ]
    assert list(found) == expected
