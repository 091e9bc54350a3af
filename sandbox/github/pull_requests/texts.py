"""How long a title, a body and a comment may be.

Recorded by users of gh and of REST: "Body is too long (maximum is 65536 characters)", "Title is too
long (maximum is 256 characters)", "Title can't be blank".
"""

_LONGEST_TITLE, _LONGEST_BODY = 256, 65_536


def wrong_title(title: str) -> str | None:
    """What GitHub says against a title; None if nothing."""
    if not title.strip():
        return "Title can't be blank"
    return _too_long("Title", title, _LONGEST_TITLE)


def wrong_body(body: str) -> str | None:
    """What GitHub says against a body; None if nothing."""
    return _too_long("Body", body, _LONGEST_BODY)


def wrong_comment(body: str) -> str | None:
    """What GitHub says against a comment, which cannot be empty."""
    return wrong_body(body) if body.strip() else "Body can't be blank"


def _too_long(what: str, text: str, most: int) -> str | None:
    return f"{what} is too long (maximum is {most} characters)" if len(text) > most else None
