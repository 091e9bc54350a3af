"""What a value in a file tells of the image that it is of, however that image is spelled.

A rule's value says how the rule spells an image. People pin the same image in other ways: from
another registry, with or without a digest, or as a bare tag.
"""

import re
from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct

from tagboat.core.rules.rule import Rule
from tagboat.core.variables import Template

_TAG = Template("$IMAGE_TAG", None)
# "OCI Distribution Specification": a name, and a tag, a digest or both behind it. What stands
# before it is how Helm, Flux (oci://) and skopeo (docker://) tell that it is an image.
_REFERENCE = re.compile(
    r"(?P<scheme>(?:oci|docker)://)?(?P<name>[^\s:@]+(?::[0-9]+/[^\s:@]+)?)"
    r"(?::(?P<tag>\w[\w.-]*))?(?:@(?P<digest>\w+:\w+))?",
    re.ASCII,
)
_PART_OF_TAG = re.compile(r"[\w.-]*", re.ASCII)
# "Amazon ECR User Guide: Amazon ECR private registries".
_ECR = re.compile(
    r"(?P<account>[0-9]{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.[^/]+/(?P<repository>.+)"
)


class Reference(Struct, frozen=True):
    """An image's reference, such as `localhost:5000/team/web:1.4.0`, or a part of one."""

    scheme: str
    name: str
    """With the registry, if there is one; a text without `/` and `:` may be a tag as well."""
    tag: str
    digest: str

    @property
    def last(self) -> str:
        """The name without registry and folders, which copies in other registries share."""
        return last_part(self.name)


class EcrRepository(Struct, frozen=True):
    """An image repository of Amazon ECR."""

    account: str
    region: str
    repository: str


def reference(text: str) -> Reference | None:
    """Take an image's reference apart, what is missing being empty; None if it is none."""
    found = _REFERENCE.fullmatch(text)
    return None if found is None else Reference(**found.groupdict(""))


def ecr_repository(uri: str) -> EcrRepository | None:
    """Take the URI of an image repository apart; None if it is not one of Amazon ECR."""
    found = _ECR.fullmatch(uri)
    return None if found is None else EcrRepository(**found.groupdict())


def last_part(name: str) -> str:
    """The name of an image without registry and folders."""
    return name.rpartition("/")[2]


def known_of_image(rule: Rule, repository: str | None) -> dict[str, str]:
    """The variables that are the same for every push of an image.

    Args:
        rule: The rule that writes it.
        repository: Its image repository; None if that is not known.
    """
    own = {"RULE": rule.name, "ENVIRONMENT": rule.environment}
    if not repository:
        return own
    return own | {"IMAGE_REPOSITORY": repository, "IMAGE_NAME": last_part(repository)}


def read_image(
    rule: Rule, value: str, template: Template, pushed: Mapping[str, str]
) -> Mapping[str, str] | None:
    """Tell what can be told of an image, if it is the one that was pushed.

    Copies of it in any registry and folder are the same image, since it is known by the last part
    of its name.

    Args:
        rule: The rule that writes there.
        value: What stands in a file.
        template: What the rule writes there.
        pushed: The variables of the image that was pushed.

    Returns:
        Variables, as `Rule.read` gives them; None if it is of another image, or does not tell.
    """
    same = template.filled(known_of_image(rule, pushed["IMAGE_REPOSITORY"]))
    for text, spelled in _spellings(value, same, pushed):
        read = rule.read(text, spelled)
        if read is not None and _is_of_same(read, rule, pushed):
            return read
    return None


def _is_of_same(read: Mapping[str, str], rule: Rule, pushed: Mapping[str, str]) -> bool:
    """Whether it is the pushed image, with parts of a tag where the rule has them."""
    parts = (read[name] for name in rule.tags.groupindex if name in read)
    is_image = last_part(read.get("IMAGE_URI", "")) in ("", pushed["IMAGE_NAME"])
    return is_image and all(map(_PART_OF_TAG.fullmatch, parts))


def _spellings(
    value: str, template: Template, pushed: Mapping[str, str]
) -> Iterator[tuple[str, Template]]:
    """Texts in a value, each with a template that may tell what it says: the surest come first."""
    yield value, template
    without_digest = template.text.partition("@")[0]
    yield value.partition("@")[0], Template(without_digest, None)
    name, _, tag = without_digest.rpartition(":")
    written = last_part(Template(name, None).expand(pushed))
    there = _tag_in(value, (pushed["IMAGE_NAME"], written), is_alone=not name)
    if there is not None:
        yield there, Template(tag, None)
        yield there, _TAG


def _tag_in(value: str, names: Collection[str], *, is_alone: bool) -> str | None:
    """The tag in a value: of an image of one of some names, or with no name before it.

    Args:
        value: What stands in a file.
        names: Last parts of names.
        is_alone: Whether a tag alone is written there: else NAME@DIGEST is meant, not TAG@DIGEST.
    """
    found = reference(value)
    if found is None:
        return None
    if found.tag:
        return found.tag if found.last in names else None
    is_name = "/" in found.name or found.name in names or (found.digest and not is_alone)
    return None if is_name else found.name
