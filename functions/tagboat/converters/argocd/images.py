"""The images that an application lists, and how their tags are chosen.

"Argo CD Image Updater: Images": `[ALIAS=]IMAGE[:CONSTRAINT]` with commas between.
"""

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from tagboat.converters.argocd.applications import Application
from tagboat.converters.base import Comment, to_do
from tagboat.converters.patterns import whole
from tagboat.converters.policies import NEWEST_BUILD, Policy, ordered, semver

_ENTRY = re.compile(
    r"(?:(?P<alias>[\w./-]+)=)?(?P<name>[^=:@]+(?::[0-9]+/[^=:@]+)?)(?::(?P<constraint>.+))?",
    re.ASCII,
)
_NAMES: Mapping[str, str] = {"latest": "newest-build", "name": "alphabetical"}
"""Strategies by the names that they had before."""
_GLOB = re.compile(r"\\.|\[\^?\]?[^\]]*\]|.", re.DOTALL)
_WILDCARDS = {"*": ".*", "?": "."}
_REGEXP = "regexp:"


class Listed(Struct, frozen=True):
    """An image of an application."""

    name: str
    """With its registry, without a tag."""
    alias: str | None = None
    constraint: str | None = None


class Choice(Struct, frozen=True):
    """How a tag is chosen."""

    policy: Policy
    tags: str | None
    ignore_tags: tuple[str, ...]
    comments: tuple[Comment, ...]

    @property
    def is_by_digest(self) -> bool:
        """Whether it is a tag that moves."""
        return isinstance(self.policy, Mapping) and "digest" in self.policy


def listed_in(application: Application) -> Iterator[Listed | str]:
    """The images of an application; the texts of those that are none."""
    for text in application.annotations["image-list"].split(","):
        entry = _ENTRY.fullmatch(text.strip())
        if entry is not None:
            yield Listed(entry["name"], entry["alias"], entry["constraint"])
        elif text.strip():
            yield text.strip()


def choice(application: Application, image: Listed) -> Choice:
    """How the tag of an image is chosen."""
    policy, untold = _policy(application.setting(image.alias, "update-strategy"), image.constraint)
    tags, about_tags = _allowed(application.setting(image.alias, "allow-tags"))
    globs = (application.setting(image.alias, "ignore-tags") or "").split(",")
    ignored = tuple(_of_glob(glob.strip()) for glob in globs if glob.strip())
    if ".*" in ignored:
        untold += (to_do("all its tags were ignored; the rule writes as soon as that is removed"),)
    return Choice(policy, tags, ignored, (*untold, *about_tags))


def _policy(strategy: str | None, constraint: str | None) -> tuple[Policy, tuple[Comment, ...]]:
    name = (strategy or "semver").strip()
    name = _NAMES.get(name, name)
    match name:
        case "semver":
            return semver(constraint or "*", None), ()
        case "newest-build":
            return NEWEST_BUILD, ()
        case "alphabetical":
            return ordered("alphabetical", "asc", None), ()
        case "digest" if constraint:
            return {"digest": constraint}, ()
        case "digest":
            told = "its update-strategy is digest without a tag; name the tag that moves"
            return {"digest": "latest"}, (to_do(told),)
    told = f"its update-strategy {name} is none, so semver was taken; choose a policy"
    return semver(constraint or "*", None), (to_do(told),)


def _allowed(function: str | None) -> tuple[str | None, tuple[Comment, ...]]:
    if function is None or function.strip() in ("", "any"):
        return None, ()
    pattern = function.strip().removeprefix(_REGEXP)
    if pattern == function.strip():
        told = f"its allow-tags {pattern} is neither regexp:... nor any, so no tag was taken"
        return None, (to_do(f"{told}; write `tags`"),)
    return whole(pattern), ()


def _of_glob(glob: str) -> str:
    """A glob for whole tags, "Go: path/filepath, Match", as a pattern."""
    return "".join(map(_of_piece, _GLOB.findall(glob)))


def _of_piece(piece: str) -> str:
    if piece in _WILDCARDS:
        return _WILDCARDS[piece]
    if len(piece) == 1:
        return re.escape(piece) if piece in ".+()|{}^$[]\\" else piece
    return piece
