"""An updatecli source as an image and a choice of its tags: "Updatecli: Version Filter"."""

from collections.abc import Callable, Mapping
from functools import partial

from msgspec import Struct

from tagboat.converters.base import Comment, Image, to_do
from tagboat.converters.foreign_yaml import Data, is_true, items_at, keys_at, text_at
from tagboat.converters.image_names import UNKNOWN_IMAGE, image_of, remark_on
from tagboat.converters.patterns import whole, with_named_group
from tagboat.converters.policies import NEWEST_BUILD, Policy, ordered, semver
from tagboat.converters.updatecli.template import is_template
from tagboat.converters.updatecli.value import VERSION, CannotConvert, Value, transformed

_ANY = ("", "*", ".*")
_NO_FILTER = "latest"

type _Choose = Callable[[str | None], Policy]
"""Makes the policy that compares the whole tag, or what is taken from it."""


class Source(Struct, frozen=True):
    """Which image, which of its tags, and what is made of it."""

    image: Image
    choice: _Choose
    value: Value
    remarks: Mapping[str, tuple[Comment, ...]]
    comments: tuple[Comment, ...]
    """About what is made of the tag."""


def source_of(data: Data) -> Source:
    """Convert a source; what has no place in a rule is left out and told.

    Raises:
        CannotConvert: It is of no image.
    """
    kind = (text_at(data, "kind") or "").lower()
    image, about_image = _image(kind, data)
    choose, value, about_policy = _choice(data)
    value, about_value = transformed(value, items_at(data, "transformers"))
    return Source(
        image=image,
        choice=choose,
        value=value,
        remarks={"image": about_image, "policy": about_policy},
        comments=about_value,
    )


def _image(kind: str, data: Data) -> tuple[Image, tuple[Comment, ...]]:
    if kind == "dockerimage":
        return _named(text_at(data, "spec", "image") or "")
    if kind == "githubrelease":
        owner, name = text_at(data, "spec", "owner"), text_at(data, "spec", "repository")
        return _guessed(f"{owner}/{name}", f"it was releases of github.com/{owner}/{name}")
    if kind == "gittag":
        url = text_at(data, "spec", "url") or text_at(data, "spec", "path") or ""
        return _guessed(_path_of(url), f"it was tags of the Git repository {url or 'of an scm'}")
    raise CannotConvert(f"a source of kind {kind}: Tagboat is told of images alone")


def _named(reference: str) -> tuple[Image, tuple[Comment, ...]]:
    image = image_of(reference)
    if not is_template(reference):
        return image, remark_on(image)
    told = to_do(f"it was the template {reference}; name the ECR repository")
    return Image(UNKNOWN_IMAGE if is_template(image.name) else image.name), (told,)


def _guessed(name: str, what: str) -> tuple[Image, tuple[Comment, ...]]:
    told = f"{what}; name the image repository that gets an image of every version"
    return Image(UNKNOWN_IMAGE if is_template(name) else name.lower()), (to_do(told),)


def _path_of(url: str) -> str:
    path = url.removesuffix(".git").replace(":", "/").strip("/").split("/")
    return "/".join(path[-2:]) or "unknown"


def _choice(data: Data) -> tuple[_Choose, Value, tuple[Comment, ...]]:
    settings = keys_at(data, "spec", "versionfilter")
    tagfilter = text_at(data, "spec", "tagfilter") or ""
    choose, value, about = _by_filter(settings)
    told = [about] if about else []
    if is_true(settings, "strict"):
        told.append(to_do("it was strict: tags that are no full versions did not count"))
    if tagfilter in _ANY:
        return choose, value, tuple(told)
    if is_template(tagfilter):
        told.append(to_do(f"its tagfilter was the template {tagfilter}; write it in `tags`"))
    elif value.tags is not None:
        text = f"tags had to match its tagfilter {tagfilter} as well; write one pattern in `tags`"
        told.append(to_do(text))
    else:
        value = Value(tags=whole(tagfilter))
    return choose, value, tuple(told)


def _by_filter(settings: Data) -> tuple[_Choose, Value, Comment | None]:
    kind = (text_at(settings, "kind") or _NO_FILTER).lower()
    pattern = text_at(settings, "pattern") or ""
    if is_template(pattern):
        told = to_do(f"its pattern was the template {pattern}; write what it becomes")
        return (partial(semver, "*") if "semver" in kind else _newest_build), Value(), told
    match kind:
        case "semver":
            return partial(semver, pattern or "*"), Value(), None
        case "latest" if pattern in (*_ANY, _NO_FILTER):
            return _newest_build, Value(), Comment("was latest, in the registry's order")
        case "regex":
            tags = None if pattern in _ANY else whole(pattern)
            return _newest_build, Value(tags=tags), Comment("was the registry's order")
        case "regex/semver":
            return _by_part(text_at(settings, "regex") or "", pattern)
        case "lex" if pattern in _ANY:
            return partial(ordered, "alphabetical", "asc"), Value(), None
    how = f"a versionfilter of kind {kind}{f' with the pattern {pattern}' if pattern else ''}"
    return _newest_build, Value(), to_do(f"it was {how}; choose a policy instead of newest-build")


def _by_part(regex: str, pattern: str) -> tuple[_Choose, Value, Comment | None]:
    choose = partial(semver, pattern or "*")
    try:
        tags, core = with_named_group(regex, 1, VERSION)
    except ValueError as error:
        told = to_do(f"{error}, so that it said of no part that it is the version")
        return choose, Value(tags=whole(regex) if regex else None), told
    return choose, Value(core=core, tags=whole(tags)), None


def _newest_build(extract: str | None) -> Policy:  # noqa: ARG001 - it compares push times
    return NEWEST_BUILD
