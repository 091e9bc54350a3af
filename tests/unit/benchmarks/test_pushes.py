"""What benchmarks hand to the function is what the function takes."""

import json

from benchmarks.pushes import sqs_event
from tagboat.core.image_push import parse
from tagboat.push_queue import message_of


def test_a_push_for_a_cold_start_is_one_that_the_function_reads() -> None:
    (record,) = json.loads(sqs_event("1.0"))["Records"]
    message = message_of(record)
    assert message.receives == 1
    assert parse(message.body).tag == "1.0"
