"""What people write into merge requests, and what GitLab does not take or does with it.

Source: "Merge requests API" and "GitLab quick actions" (GitLab's documentation);
`app/models/concerns/issuable.rb` of its code for the lengths.
"""

import re

from sandbox.gitlab.answers import message, not_supported

_TITLE, _DESCRIPTION = 255, 1_048_576
_QUICK_ACTION = re.compile(r"^/[a-z_]+( |$)", re.MULTILINE)


def check_title(title: str) -> None:
    """Refuse a title that GitLab would not take.

    Raises:
        Answer: 400.
    """
    if not title.strip():
        raise message(400, {"title": ["can't be blank"]})
    if len(title) > _TITLE:
        text = f"is too long (maximum is {_TITLE} characters)"
        raise message(400, {"title": [text]})


def check_text(text: str, field: str = "description") -> None:
    """Refuse a description or comment that is too long, or that GitLab would obey.

    Raises:
        Answer: 400, or 501 for a line that begins like a quick action, such as `/merge`.
    """
    if len(text) > _DESCRIPTION:
        text = f"is too long (maximum is {_DESCRIPTION} characters)"
        raise message(400, {field: [text]})
    if found := _QUICK_ACTION.search(text):
        raise not_supported(f"the quick action {found[0].strip()} in a {field}")
