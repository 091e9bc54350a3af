"""What an emulator writes is cut into messages, wherever the pieces begin and end."""

import pytest

from sandbox.aws.functions.runtime.output import Message, Output

ID = "5d092e0d-a4bf-4e2d-b304-da4a006e3dca"
RAPID = "22 Nov 2026 07:18:07,008 [INFO] (rapid) "


def framed(text: str, moment: int) -> bytes:
    body = text.encode()
    return b"\xa5\x5a\x00\x16" + len(body).to_bytes(4) + (moment * 1000).to_bytes(8) + body


WRITTEN = b"".join(
    [
        f"START RequestId: {ID} Version: $LATEST\n".encode(),
        f"{RAPID}INIT START(type: on-demand)\n".encode(),
        "prïnted\n\n".encode(),
        b"unfinished",
        framed("two\nlines\n", 1234),
        b"no line break",
        f"{RAPID}INVOKE RTDONE(status: success)\n".encode(),
        f"END RequestId: {ID}\n".encode(),
    ]
)
EXPECTED = [
    (f"START RequestId: {ID} Version: $LATEST", True),
    ("INIT START(type: on-demand)", True),
    ("prïnted", False),
    ("unfinished", False),
    ("two\nlines", False),
    ("no line break", False),
    ("INVOKE RTDONE(status: success)", True),
    (f"END RequestId: {ID}", True),
]


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_messages_do_not_depend_on_the_pieces_that_they_come_in(size: int) -> None:
    output, messages = Output(), list[Message]()
    for first in range(0, len(WRITTEN), size):
        messages.extend(output.messages(WRITTEN[first : first + size]))
    assert [(message.text, message.by_emulator) for message in messages] == EXPECTED
    assert [message.time for message in messages if "two" in message.text] == [1234]
