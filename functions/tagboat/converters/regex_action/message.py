"""The commit message of the GitHub action: a template of Laravel's Blade, if it is a simple one."""

import re
from collections.abc import Mapping
from itertools import zip_longest

from tagboat.converters.base import Comment, to_do
from tagboat.converters.regex_action.target import IMAGE_TAG, Known
from tagboat.converters.templates import escaped, variable

_VARIABLE = re.compile(r"\{\{\s*\$(\w+)\s*\}\}", re.ASCII)
_CODE = re.compile(r"\{\{|\{!!|@[a-z]+|\$\{\{")


def message_of(inputs: Mapping[str, str], known: Known) -> tuple[str | None, tuple[Comment, ...]]:
    """The message; None with what is to be said if it is more than texts and known variables."""
    template = inputs.get("commit_template", "").strip()
    if not template:
        return None, ()
    others = [name for name in _VARIABLE.findall(template) if _ours(name, known) is None]
    rest = _VARIABLE.sub("", template)
    if others or _CODE.search(rest):
        text = (
            "its commit_template is not converted; write commit_message with variables such as"
            f" $IMAGE_TAG. It was: {template}"
        )
        return None, (to_do(text),)
    parts = _VARIABLE.split(template)
    texts, names = parts[::2], [_ours(name, known) or name for name in parts[1::2]]
    variables = map(variable, names, texts[1:])
    pairs = zip_longest(map(escaped, texts), variables, fillvalue="")
    return "".join(text + name for text, name in pairs), ()


def _ours(name: str, known: Known) -> str | None:
    if name == IMAGE_TAG:
        return "IMAGE_TAG"
    return name if name in known.groups else None
