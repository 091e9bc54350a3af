"""Whether a rule can have written the value that stands in a file, as far as the value tells."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise

import msgspec
from msgspec.structs import replace

from tagboat.core.globs import compile_glob, is_glob
from tagboat.core.image_push import ImagePush, Tag
from tagboat.core.rules.rule import Refusal, Rule
from tagboat.core.variables import Template

_ANY = compile_glob("**")
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_URI = re.compile(r"([0-9]{12})\.dkr\.ecr\.([a-z0-9-]+)\.[^/]+/(.+)")
_VARIABLE = re.compile(r"\$(?:\$|\{(?P<braced>\w+)\}|(?P<bare>\w+))", re.ASCII)
_WITHOUT_COLON_AND_AT = {"IMAGE_NAME", "IMAGE_REPOSITORY", "IMAGE_TAG", "IMAGE_URI"}


def refusal(rule: Rule, value: str, template: Template) -> str | None:
    """Say why a rule cannot have written a value.

    Args:
        rule: The rule.
        value: What stands in a file.
        template: What the rule writes there.

    Returns:
        The reason; None if it can have written the value, the value does not tell, or it is empty.
    """
    if not value:
        return None
    filled = _filled(template, rule)
    read = filled.read(value)
    variables = [found for found in _VARIABLE.finditer(filled.text) if found[0] != "$$"]
    is_certain = _is_read_in_one_way(filled.text, variables)
    if read is None:
        may_fit = not is_certain and len(variables) > len(filled.names)
        return None if may_fit else f"it is not of the form {filled.text!r}"
    if not is_certain:
        return None
    return _other_image(rule, read) or _other_tag(rule, read)


def _filled(template: Template, rule: Rule) -> Template:
    """A template with what is the same for every push of a rule already in its place."""
    known = {"RULE": rule.name, "ENVIRONMENT": rule.environment}
    names = [image.text for image in rule.images]
    if len(names) == 1 and not is_glob(names[0]):
        known |= {"IMAGE_REPOSITORY": names[0], "IMAGE_NAME": names[0].rpartition("/")[2]}

    def put(found: re.Match[str]) -> str:
        name = found["braced"] or found["bare"]
        return known[name].replace("$", "$$") if name in known else found[0]

    return Template(_VARIABLE.sub(put, template.text), None)


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
    repositories = [image.text for image in rule.images]
    lasts = [repository.rpartition("/")[2] for repository in repositories]
    if name is not None and name not in lasts and not any(map(is_glob, repositories)):
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
    found = _URI.fullmatch(read.get("IMAGE_URI", ""))
    account, region, repository = found.groups() if found else (rule.account, rule.region, None)
    return ImagePush(
        id="",
        account=account or "",
        region=region or "",
        repository=read.get("IMAGE_REPOSITORY") or repository or "",
        tag=read.get("IMAGE_TAG", ""),
        digest=read.get("IMAGE_DIGEST", ""),
        pushed_at=_LONG_AGO,
    )
