"""An updatecli source as an image and a choice of its tags: "Updatecli: Version Filter"."""

from collections.abc import Callable, Mapping
from functools import partial

from msgspec import Struct

from tagboat.converters.base import Comment, Image, to_do
from tagboat.converters.foreign_yaml import Data, is_true, items_at, keys_at, text_at
from tagboat.converters.image_names import image_of, remark_on
from tagboat.converters.patterns import whole, with_named_group
from tagboat.converters.policies import NEWEST_BUILD, Policy, ordered, semver
from tagboat.converters.updatecli_value import VERSION, CannotConvert, Value, transformed

_ANY = ("", "*", ".*")
_NO_FILTER = "latest"


class Source(Struct, frozen=True):
    """Which image, which of its tags, and what is made of it."""

    image: Image
    choice: Callable[[str | None], Policy]
    """The policy that compares the whole tag, or what is taken from it."""
    value: Value
    remarks: Mapping[str, tuple[Comment, ...]]


def source_of(data: Data) -> Source:
    """Convert a source.

    Raises:
        CannotConvert: It is of no image, or chooses as no policy does.
    """
    kind = (text_at(data, "kind") or "").lower()
    image, about_image = _image(kind, data)
    choose, value, about_policy = _choice(data)
    return Source(
        image=image,
        choice=choose,
        value=transformed(value, items_at(data, "transformers")),
        remarks={"image": about_image, "policy": about_policy},
    )


def _image(kind: str, data: Data) -> tuple[Image, tuple[Comment, ...]]:
    if kind == "dockerimage":
        image = image_of(text_at(data, "spec", "image") or "")
        return image, remark_on(image)
    if kind == "githubrelease":
        owner, name = text_at(data, "spec", "owner"), text_at(data, "spec", "repository")
        return _guessed(f"{owner}/{name}", f"it was releases of github.com/{owner}/{name}")
    if kind == "gittag":
        url = text_at(data, "spec", "url") or text_at(data, "spec", "path") or ""
        return _guessed(_path_of(url), f"it was tags of the Git repository {url or 'of an scm'}")
    raise CannotConvert(f"a source of kind {kind!r}: Tagboat is told of images alone")


def _guessed(name: str, what: str) -> tuple[Image, tuple[Comment, ...]]:
    told = f"{what}; name the image repository that gets an image of every version"
    return Image(name.lower()), (to_do(told),)


def _path_of(url: str) -> str:
    path = url.removesuffix(".git").replace(":", "/").strip("/").split("/")
    return "/".join(path[-2:]) or "unknown"


def _choice(
    data: Data,
) -> tuple[Callable[[str | None], Policy], Value, tuple[Comment, ...]]:
    settings = keys_at(data, "spec", "versionfilter")
    kind = (text_at(settings, "kind") or _NO_FILTER).lower()
    pattern = text_at(settings, "pattern") or ""
    named = text_at(data, "spec", "tagfilter") or ""
    if is_true(settings, "strict"):
        raise CannotConvert("a versionfilter that is strict")
    if named not in _ANY and kind.startswith("regex"):
        raise CannotConvert("a tagfilter beside a versionfilter with a regex: write one in `tags`")
    value = Value(tags=None if named in _ANY else whole(named))
    match kind:
        case "semver":
            return partial(semver, pattern or "*"), value, ()
        case "latest" if pattern in (*_ANY, _NO_FILTER):
            return _newest_build, value, (Comment("was latest, in the registry's order"),)
        case "regex":
            tags = value.tags if pattern in _ANY else whole(pattern)
            return _newest_build, Value(tags=tags), (Comment("was the registry's order"),)
        case "regex/semver":
            tags, core = with_named_group(text_at(settings, "regex") or "", 1, VERSION)
            return partial(semver, pattern or "*"), Value(core=core, tags=whole(tags)), ()
        case "lex" if pattern in _ANY:
            return partial(ordered, "alphabetical", "asc"), value, ()
    raise CannotConvert(f"a versionfilter of kind {kind!r} with the pattern {pattern!r}")


def _newest_build(extract: str | None) -> Policy:  # noqa: ARG001 - it compares push times
    return NEWEST_BUILD
