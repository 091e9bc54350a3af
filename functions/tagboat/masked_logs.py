"""Log lines and errors without secrets: the ways by which texts leave the function.

Tagboat's own lines are JSON that Powertools gathers; those of other packages, and errors that
nobody catches, are written by Lambda's runtime.
"""

import copy
import json
import logging
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, override

from tagboat.core.masking import Mask


class MaskedError(Exception):
    """An error that nobody caught, in place of one whose text has a secret in it."""


def masked_json(mask: Mask) -> Callable[[Mapping[str, Any]], str]:
    """What makes a line of what is logged; the line is Powertools' own but for the secrets."""

    def dump(line: Mapping[str, Any]) -> str:
        return json.dumps(
            mask.data(line),
            default=lambda value: mask(str(value)),
            separators=(",", ":"),
            ensure_ascii=False,
        )

    return dump


class MaskedRecords(logging.Filter):
    """Masks what other packages log. It is for handlers: only they see every logger's records."""

    def __init__(self, mask: Mask) -> None:
        """Keep what masks."""
        super().__init__()
        self._mask = mask

    @override
    def filter(self, record: logging.LogRecord) -> logging.LogRecord:
        """Let a record through, as a copy that has its text and its traceback masked."""
        text = record.getMessage()
        if record.exc_info:
            text = "\n".join([text, "".join(traceback.format_exception(*record.exc_info))])
        masked = copy.copy(record)
        masked.msg, masked.args = self._mask(text), None
        masked.exc_info = masked.exc_text = None
        return masked


@contextmanager
def masked_errors(mask: Mask) -> Iterator[None]:
    """Let an error through as it is, unless its text has a secret in it.

    Raises:
        MaskedError: It has: the text without it, after the name of what was raised.
    """
    try:
        yield
    except Exception as error:
        said = str(error)
        if mask(said) == said:
            raise
        raise MaskedError(f"{type(error).__name__}: {mask(said)}") from None
