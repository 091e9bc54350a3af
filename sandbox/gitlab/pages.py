"""Lists of GitLab's API, a page at a time.

Source: "Pagination" in "REST API" (GitLab's documentation): 20 on a page, 100 at most; by number of
the page, or by keyset, where only the Link header says what is next.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from urllib.parse import parse_qsl, urlencode

from sandbox.gitlab.answers import Answer, invalid
from sandbox.gitlab.call import Call

_USUAL, _MOST = 20, 100


def size_of_page(call: Call) -> int:
    """How many items a page has."""
    asked = int(call.given.get("per_page", _USUAL))
    return min(asked, _MOST) if asked > 0 else _USUAL


def numbered_page[T](
    call: Call, items: Sequence[T], show: Callable[[T], object], *, counted: bool = True
) -> Answer:
    """The page that was asked for.

    Args:
        call: Whose request it is.
        items: All of them.
        show: What becomes of one.
        counted: Whether GitLab says how many there are.
    """
    size, page = size_of_page(call), max(int(call.given.get("page", 1)), 1)
    pages = max(-(-len(items) // size), 1)
    near = {"prev": page - 1 if page > 1 else None, "next": page + 1 if page < pages else None}
    headers = {
        "x-per-page": str(size),
        "x-page": str(page),
        "x-next-page": str(near["next"] or ""),
        "x-prev-page": str(near["prev"] or ""),
    }
    ends = {"first": 1} | ({"last": pages} if counted else {})
    if counted:
        headers |= {"x-total": str(len(items)), "x-total-pages": str(pages)}
    links = {name: number for name, number in (near | ends).items() if number is not None}
    headers["link"] = ", ".join(
        f'<{_address(call, page=str(number), per_page=str(size))}>; rel="{name}"'
        for name, number in links.items()
    )
    shown = [show(item) for item in items[(page - 1) * size : page * size]]
    return Answer(200, shown, headers)


def keyset_page[T](
    call: Call, items: Sequence[T], show: Callable[[T], object], key: Callable[[T], str]
) -> Answer:
    """The page after the item that `page_token` names; the token of the next one is opaque."""
    start = 0
    if token := call.given.get("page_token"):
        after = _read_token(token)
        start = next((i + 1 for i, item in enumerate(items) if key(item) == after), len(items))
    size = size_of_page(call)
    found, headers = items[start : start + size], {}
    if len(found) == size and start + size < len(items):
        token = base64.urlsafe_b64encode(key(found[-1]).encode()).decode()
        address = _address(call, page_token=token, per_page=str(size))
        headers["link"] = f'<{address}>; rel="next"'
    return Answer(200, [show(item) for item in found], headers)


def _read_token(token: str) -> str:
    try:
        return base64.urlsafe_b64decode(token).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise invalid("page_token is invalid") from None


def _address(call: Call, **changed: str) -> str:
    path, _, query = call.address.partition("?")
    return f"{call.url}{path}?{urlencode(dict(parse_qsl(query)) | changed)}"
