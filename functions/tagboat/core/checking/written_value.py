"""Whether a rule can have written the value that stands in a file, as far as the value tells."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise

import msgspec
from msgspec.structs import replace

from tagboat.core.file_editors.base import VALUE
from tagboat.core.globs import compile_glob, is_glob
from tagboat.core.image_push import ImagePush, Tag
from tagboat.core.rules.rule import Refusal, Rule
from tagboat.core.value_reading import ecr_repository, known_of_image, last_part, reference
from tagboat.core.variables import Template

_BARE = {"IMAGE_TAG": "tag", "IMAGE_DIGEST": "digest"}
_MEND = "Mend one of them."
_ANY = compile_glob("**")
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_VARIABLE = re.compile(r"\$(?:\$|\{(?P<braced>\w+)\}|(?P<bare>\w+))", re.ASCII)
_WITHOUT_COLON_AND_AT = {"IMAGE_NAME", "IMAGE_REPOSITORY", "IMAGE_TAG", "IMAGE_URI"}


def refusal(rule: Rule, value: str, template: Template, role: str = VALUE) -> str | None:
    """Say why a rule cannot have written a value.

    Args:
        rule: The rule.
        value: What stands in a file.
        template: What the rule writes there.
        role: Which of the target's values it is.

    Returns:
        The reason, and what to do; None if it can have written the value, the value does not tell,
        or it is empty.
    """
    if not value:
        return None
    filled = _filled(template, rule)
    read = filled.read(value)
    variables = [found for found in _VARIABLE.finditer(filled.text) if found[0] != "$$"]
    is_certain = _is_read_in_one_way(filled.text, variables)
    if read is None:
        may_fit = not is_certain and len(variables) > len(filled.names)
        whole = _whole_reference(value, template) if role == VALUE else None
        return None if may_fit else whole or _form(template, filled)
    if not is_certain:
        return None
    reason = _other_image(rule, read) or _other_tag(rule, read)
    return None if reason is None else f"{reason}. {_MEND}"


def _filled(template: Template, rule: Rule) -> Template:
    """A template with what is the same for every push of a rule already in its place."""
    names = [image.text for image in rule.images]
    is_known = len(names) == 1 and not is_glob(names[0])
    return template.filled(known_of_image(rule, names[0] if is_known else None))


def _form(template: Template, filled: Template) -> str:
    here = f", here {filled.text!r}" if filled.text != template.text else ""
    return f"it is not of the form {template.text!r}{here}. {_MEND}"


def _whole_reference(value: str, template: Template) -> str | None:
    """Say what to write instead, if a value is an image's whole reference and the template not."""
    bare = next((name for name in _BARE if template.text in (f"${name}", f"${{{name}}}")), None)
    found = reference(value)
    if bare is None or found is None:
        return None
    if not found.tag and not (found.digest and "/" in found.name):
        return None  # It is a name alone, or a tag with its digest.
    tag = ":$IMAGE_TAG" if found.tag else ""
    digest = "@$IMAGE_DIGEST" if found.digest else ""
    return (
        f"it holds a whole reference, and this rule writes a bare {_BARE[bare]}; write value:"
        f' "{found.scheme}$IMAGE_URI{tag}{digest}", or mend the path.'
    )


def _is_read_in_one_way(template: str, variables: Sequence[re.Match[str]]) -> bool:
    """Whether a value that is made by a template tells where each of its variables ends."""
    for found, following in pairwise(variables):
        between = template[found.end() : following.start()]
        ends_it = ":" in between or "@" in between
        if (found["braced"] or found["bare"]) not in _WITHOUT_COLON_AND_AT or not ends_it:
            return False
    return True


def _other_image(rule: Rule, read: Mapping[str, str]) -> str | None:
    push = _push(rule, read)
    uri, name = read.get("IMAGE_URI", push.uri), read.get("IMAGE_NAME")
    if uri != push.uri:
        return f"{uri} is not an image repository of Amazon ECR"
    if push.repository and not any(image.matches(push.repository) for image in rule.images):
        return f"it is of the image repository {push.repository}, which the rule is not about"
    known = [image.text for image in rule.images]
    if name is not None and name not in map(last_part, known) and not any(map(is_glob, known)):
        return f"it is of the image {name}, which the rule is not about"
    return None


def _other_tag(rule: Rule, read: Mapping[str, str]) -> str | None:
    if "IMAGE_TAG" not in read:
        return None
    try:
        msgspec.convert(read["IMAGE_TAG"], Tag)
    except msgspec.ValidationError:
        return "it has no tag that an image can have"
    said = replace(rule, images=(_ANY,)).consider(_push(rule, read))
    return said.reason if isinstance(said, Refusal) else None


def _push(rule: Rule, read: Mapping[str, str]) -> ImagePush:
    """The push that a value is of: what it does not tell is as the rule wants it, or empty."""
    found = ecr_repository(read.get("IMAGE_URI", ""))
    return ImagePush(
        id="",
        account=(found.account if found else rule.account) or "",
        region=(found.region if found else rule.region) or "",
        repository=read.get("IMAGE_REPOSITORY") or (found.repository if found else ""),
        tag=read.get("IMAGE_TAG", ""),
        digest=read.get("IMAGE_DIGEST", ""),
        pushed_at=_LONG_AGO,
    )
