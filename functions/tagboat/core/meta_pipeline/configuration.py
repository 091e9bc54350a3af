"""The parameters and tags of a stack: by its configuration file, and by the meta pipeline.

"AWS CodePipeline User Guide: CloudFormation configuration properties reference" and "AWS
CloudFormation User Guide: CloudFormation artifacts, Template configuration file".
"""

from collections.abc import Collection, Iterable, Mapping

import msgspec
from msgspec import Struct

from tagboat.core.meta_pipeline.errors import SourceRefused


class Configuration(Struct, frozen=True, forbid_unknown_fields=True):
    """What a template configuration file says."""

    parameters: dict[str, str] = msgspec.field(default_factory=dict, name="Parameters")
    tags: dict[str, str] = msgspec.field(default_factory=dict, name="Tags")


def read_configuration(path: str, content: bytes) -> Configuration:
    """Read a template configuration file, which is JSON.

    Raises:
        SourceRefused: It is none, has a tag without a name or a value, or has something in it that
            is not applied here: a StackPolicy.
    """
    try:
        found = msgspec.json.decode(content, type=Configuration)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SourceRefused(
            f"{path} is no template configuration: {error}. It takes Parameters and Tags, and every"
            " value is a text."
        ) from error
    check_tags(path, found.tags)
    return found


def named_values(parameter: str, texts: Iterable[str]) -> Mapping[str, str]:
    """Read `Name=value` from each text; what follows the first `=` is the value.

    What cannot be read is named by its position: it may be a part of a secret with a comma in it.

    Raises:
        SourceRefused: One has no name, or a name comes twice.
    """
    found: dict[str, str] = {}
    for position, text in enumerate(texts, 1):
        name, equals, value = text.strip().partition("=")
        if not (name and equals):
            raise SourceRefused(
                f"Item {position} of {parameter} is not Name=value. Items are separated by commas,"
                " so that no value can have one."
            )
        if name in found:
            raise SourceRefused(f"{parameter} has {name} twice.")
        found[name] = value
    return found


def check_tags(where: str, tags: Mapping[str, str]) -> None:
    """Check that each tag has a name and a value ("Tag" in the CloudFormation API Reference).

    Args:
        where: The parameter or the file that has them, for the message.
        tags: The tags.

    Raises:
        SourceRefused: One lacks either.
    """
    if "" in tags:
        raise SourceRefused(f"{where} has a tag without a name. Name it, or take it out.")
    if empty := sorted(name for name, value in tags.items() if not value):
        raise SourceRefused(
            f"{where} gives no value to the tag {', '.join(empty)}, but CloudFormation takes no"
            " empty ones. Give it one, or take the tag out."
        )


def check_overrides(overrides: Mapping[str, str], declared: Iterable[Collection[str]]) -> None:
    """Check that some template declares each of the meta pipeline's own TemplateParameters.

    Raises:
        SourceRefused: None does, so that the value would be lost.
    """
    known = {name for names in declared for name in names}
    if unknown := sorted(set(overrides) - known):
        raise SourceRefused(
            f"TemplateParameters has {', '.join(unknown)}, which no template declares. Mend the"
            " name, or take it out."
        )


def parameters_of(
    declared: Collection[str], configuration: Configuration, overrides: Mapping[str, str]
) -> Mapping[str, str]:
    """The parameters for a template. What nobody gives has the template's default.

    The meta pipeline's own values go before those of the configuration file, and only to templates
    that declare them. The file is this template's own, so CloudFormation shall refuse what it has
    too much.
    """
    own = {name: value for name, value in overrides.items() if name in declared}
    return {**configuration.parameters, **own}
