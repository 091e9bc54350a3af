"""The mappings of the GitHub action "conditional regex search and replace" as rules.

The action is told a tag, a branch and other variables by whoever starts the workflow. A push of an
image brings a tag alone: what else is needed has to be a part of it.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from tagboat.converters.authors import author_of
from tagboat.converters.base import (
    Comment,
    Gap,
    Image,
    Part,
    Repository,
    Rule,
    Target,
    to_do,
)
from tagboat.converters.image_names import UNKNOWN_IMAGE
from tagboat.converters.patterns import named_groups, whole, with_leading_group
from tagboat.converters.policies import NEWEST_BUILD
from tagboat.converters.regex_action.globs import glob_of, name_of
from tagboat.converters.regex_action.mappings import EVERY, Condition, Mapping, mappings_in
from tagboat.converters.regex_action.message import message_of
from tagboat.converters.regex_action.steps import Step, steps
from tagboat.converters.regex_action.target import IMAGE_TAG, Known, target_of

_BRANCH = "git_branch"
_WELL_KNOWN = (IMAGE_TAG, "git_tag", _BRANCH)


class _Tags(Struct, frozen=True):
    """A pattern for tags, and what is to be said of it."""

    pattern: str
    comments: tuple[Comment, ...] = ()


def convert(
    repository: Repository, files: Sequence[str], *, image: str | None = None
) -> list[Part]:
    """Convert the mappings of the steps in files.

    Args:
        repository: All files, in which the values are.
        files: Those to look for workflows in.
        image: The image repository, which a mapping does not name.
    """
    found, unread = steps(repository, files)
    return [*unread, *(part for step in found for part in _parts(repository, step, image))]


def _parts(repository: Repository, step: Step, image: str | None) -> Iterator[Part]:
    if step.inputs.get("updated_file_suffix"):
        text = "it writes into other files, by updated_file_suffix, which no rule does"
        yield Gap(step.source, (to_do(text),))
        return
    for mapping in mappings_in(step.inputs.get("mappings", "")):
        yield _rule(repository, step, mapping, image)


def _rule(repository: Repository, step: Step, mapping: Mapping, image: str | None) -> Rule:
    of_tag = [one for one in mapping.conditions if one.variable == IMAGE_TAG]
    others = [one for one in mapping.conditions if one.variable != IMAGE_TAG]
    tags = _tags(of_tag, is_branch_needed=_takes_branch(step, mapping))
    known = Known(_variables(step), named_groups(tags.pattern))
    targets = _targets(repository, step, mapping, known) if of_tag else ()
    message, about_message = message_of(step.inputs, known)
    committer = step.inputs.get("committer_name"), step.inputs.get("committer_email")
    return Rule(
        source=step.source,
        name=name_of(mapping.edits[0].glob),
        image=Image(image or UNKNOWN_IMAGE),
        policy=NEWEST_BUILD,
        tags=None if tags.pattern == ".*" else tags.pattern,
        targets=tuple(targets),
        commit_message=message,
        author=author_of(*committer),
        comments=(
            *(_about_condition(one) for one in others),
            *_about_none(mapping),
            *about_message,
            *_about_author(*committer),
        ),
        remarks={"image": _about_image(image), "tags": tags.comments},
    )


def _targets(
    repository: Repository, step: Step, mapping: Mapping, known: Known
) -> Iterator[Target]:
    for edit in mapping.edits:
        try:
            glob = glob_of(edit.glob, step.inputs.get("directory", ""))
        except ValueError as error:
            yield Target({}, (to_do(str(error)),))
            continue
        for name in _names(step, edit.regexes):
            regex = step.inputs.get(name.lower())
            if regex is None:
                yield Target({}, (to_do(f"there is no regex {name!r}"),))
            else:
                yield target_of(glob, regex, known, repository)


def _variables(step: Step) -> set[str]:
    return {*_WELL_KNOWN, *step.listed("register_custom_variables")}


def _takes_branch(step: Step, mapping: Mapping) -> bool:
    """Whether a regex of the mapping takes the branch."""
    names = (name for edit in mapping.edits for name in _names(step, edit.regexes))
    return any(_BRANCH in named_groups(step.inputs.get(name.lower(), "")) for name in names)


def _names(step: Step, names: Sequence[str]) -> list[str]:
    """The names of regexes; every one that the step has for `*`."""
    if EVERY not in names:
        return list(names)
    usual = (f"{name}_regex" for name in _WELL_KNOWN)
    named = [name for name in usual if name in step.inputs]
    return [*named, *step.listed("register_custom_regexes")]


def _tags(conditions: Sequence[Condition], *, is_branch_needed: bool) -> _Tags:
    patterns = [whole(one.regex) for one in conditions]
    pattern = "|".join(patterns) or ".*"
    if not is_branch_needed or _BRANCH in named_groups(pattern):
        return _Tags(pattern)
    derived = with_leading_group(pattern, _BRANCH) if len(patterns) == 1 else None
    if derived is None:
        return _Tags(pattern)
    text = (
        f"a push of an image does not bring {_BRANCH}, so it is taken for what the tag begins with;"
        " check that your tags do"
    )
    return _Tags(derived, (to_do(text),))


def _about_image(image: str | None) -> tuple[Comment, ...]:
    if image is not None:
        return ()
    return (to_do("the mapping is of any image; name the ECR repository, or give --image"),)


def _about_author(name: str | None, email: str | None) -> tuple[Comment, ...]:
    if not (name or email) or author_of(name, email) is not None:
        return ()
    return (to_do(f"its author, {name} <{email}>, cannot be one; write author"),)


def _about_none(mapping: Mapping) -> tuple[Comment, ...]:
    return () if mapping.conditions else (to_do("it has no condition, so the action refused it"),)


def _about_condition(condition: Condition) -> Comment:
    text = (
        f"its condition {condition.variable}=={condition.regex} is about what the push of an image"
        " does not bring; write what it means for the tag in `tags`"
    )
    return to_do(text)
