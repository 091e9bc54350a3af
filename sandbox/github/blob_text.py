"""How GitHub shows the bytes of a file as text.

Sources: the schema's descriptions of `Blob.text` ("UTF8 text data or null if the Blob is binary"),
`isBinary` and `isTruncated`. That text ends at 512,000 bytes was recorded by others. What GitHub
does with text in other encodings is not published; it guesses one and answers in UTF-8, and so does
this with Latin-1: who writes such a text back has changed the file.
"""

LONGEST = 512_000
_LOOKED_AT = 8000
"""Git's own rule: a NUL byte near the beginning makes a file binary."""


def is_binary(data: bytes) -> bool:
    """Whether GitHub shows no text of it."""
    return b"\0" in data[:_LOOKED_AT]


def is_truncated(data: bytes) -> bool:
    """Whether the text is only the beginning."""
    return not is_binary(data) and len(data) > LONGEST


def text_of(data: bytes) -> str | None:
    """The text, or its beginning; None of what is binary."""
    if is_binary(data):
        return None
    try:
        data.decode()
    except UnicodeDecodeError:
        return data[:LONGEST].decode("latin-1")
    return data[:LONGEST].decode(errors="ignore")
