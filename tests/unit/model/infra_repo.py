"""The infra repo of the model: the places that its rules write, and what is there."""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

ACCOUNT, REGION = "123456789012", "us-east-1"
REGISTRY = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
RULES_PATH, HOLD_PATH = ".tagboat.yaml", ".tagboat.hold"
type Policy = Literal["newest", "semver", "numerical", "digest"]


class Place(Struct, frozen=True):
    """Where a rule writes the images of an image repository."""

    rule: str
    repository: str
    tags: str
    """What a tag of it has to be, as a whole."""
    path: str
    around: str
    """The text around the value, as a regular expression whose only group is the value."""

    def find(self, text: str) -> tuple[int, int]:
        """Where the value begins and ends."""
        found = re.search(self.around, text, re.MULTILINE)
        assert found is not None, f"{self.path} lost the place of {self.rule}"
        return found.span(1)

    def tag(self, number: int) -> str:
        """One of the tags that are pushed for it, or beside it."""
        every = TAGS[self.repository]
        tags = every if number < 0 else [one for one in every if re.fullmatch(self.tags, one)]
        return tags[number % len(tags)]


class Rule(Struct, frozen=True, kw_only=True):
    """A rule, as the documentation has people understand it."""

    name: str
    policy: Policy
    environment: str
    value: str = "{tag}"
    minimum_age: int = 0
    """Seconds."""
    together: tuple[str, ...] = ()
    """The rules that it moves with, the first of which decides."""


GROUP = ("left", "right")
RULES = {
    one.name: one
    for one in (
        Rule(name="web-dev", policy="newest", environment="dev"),
        Rule(name="web-soak", policy="newest", environment="stage", minimum_age=600),
        Rule(name="web-prod", policy="semver", environment="prod"),
        Rule(name="web-all", policy="semver", environment="stage"),
        Rule(
            name="api-prod",
            policy="numerical",
            environment="prod",
            value=f"{REGISTRY}/team/api:{{tag}}",
        ),
        Rule(name="edge", policy="digest", environment="dev", value="team/web:edge@{digest}"),
        Rule(name="previews", policy="newest", environment="dev"),
        Rule(name="apps", policy="newest", environment="stage"),
        Rule(
            name="pin",
            policy="semver",
            environment="prod",
            value=f"{REGISTRY}/team/pin:{{tag}}@{{digest}}",
        ),
        Rule(name="left", policy="semver", environment="prod", together=GROUP),
        Rule(name="right", policy="semver", environment="prod", together=GROUP),
    )
}
VERSION = r"v?[0-9]+\.[0-9]+\.[0-9]+"
PLACES = (
    Place("web-dev", "team/web", r"b-[0-9]+", "dev/web", r"\A(.*?)\r\n\Z"),
    Place("web-soak", "team/web", r"b-[0-9]+", "soak.yaml", r"tag: (\S+)"),
    Place("web-prod", "team/web", r"v?1\.[0-9]+\.[0-9]+", "prod.yaml", r"  tag: '(.*)' # the"),
    Place("web-all", "team/web", VERSION, "all/a/values.yaml", r'tag: "(.*)"'),
    Place("web-all", "team/web", VERSION, "all/b/values.yaml", r'tag: "(.*)"'),
    Place("api-prod", "team/api", r"n[0-9]+", "prod.yaml", r"  image: (\S+)"),
    Place("edge", "team/web", r"edge", "edge.json", r'"image": *"(.*?)"'),
    Place("previews", "team/api", r"main-[0-9a-f]+", "previews/main", r"\A(.*)\Z"),
    Place("previews", "team/api", r"fix-[0-9a-f]+", "previews/fix", r"\A(.*)\Z"),
    Place("apps", "apps/one", r".*", "apps/one.yaml", r"^tag: (\S+)"),
    Place("apps", "apps/two", r".*", "apps/two.yaml", r"^tag: (\S+)"),
    Place("pin", "team/pin", VERSION, "pin.yaml", r"image: (\S+)"),
    Place("left", "team/left", VERSION, "together/left", r"\A(.*)\n\Z"),
    Place("right", "team/right", VERSION, "together/right", r"\A(.*)\n\Z"),
)
TAGS: Mapping[str, Sequence[str]] = {
    "team/web": (
        "b-1",
        "b-2",
        "b-3",
        "1.0.0",
        "1.1.0",
        "v1.2.0",
        "1.3.0",
        "2.0.0",
        "2.1.0-rc.1",
        "edge",
    ),
    "team/api": ("n9", "n10", "n11", "main-1", "main-2", "fix-a", "fix-b", "nothing"),
    "apps/one": ("x1", "x2", "x3"),
    "apps/two": ("x1", "x2", "x3"),
    "team/pin": ("1.0.0", "1.1.0"),
    "team/left": ("1.0.0", "1.1.0"),
    "team/right": ("1.0.0", "1.1.0"),
}
"""What is pushed: few tags of each, so that they are pushed again.

No two are of one version: the documentation does not say which of them is newer.
"""
FILES: Mapping[str, bytes] = {
    "dev/web": b"b-0\r\n",
    "soak.yaml": b"\xef\xbb\xbftag: b-0   # soaks\n",
    "prod.yaml": b"# production\nweb:\n  tag: '0.1.0' # the shop\napi:\n  image: nothing\nlast: 1",
    "all/a/values.yaml": b'web: {tag: "0.1.0"}\n',
    "all/b/values.yaml": b'web:\r\n  tag: "0.1.0"\r\n',
    "edge.json": b'{"image":  "nothing", "x": [1,2]}',
    "previews/main": b"main-0",
    "previews/fix": b"fix-0",
    "apps/one.yaml": b"tag: w\n",
    "apps/two.yaml": b"# two\ntag: w\n",
    "pin.yaml": b"image: nothing\n",
    "together/left": b"0.1.0\n",
    "together/right": b"0.1.0\n",
}


def values(tree: Mapping[str, bytes]) -> Mapping[Place, str]:
    """What stands in every place."""
    found = {}
    for place in PLACES:
        text = tree[place.path].decode()
        start, end = place.find(text)
        found[place] = text[start:end]
    return found


def without_values(tree: Mapping[str, bytes]) -> Mapping[str, str]:
    """The files with nothing in the places of values."""
    texts = {path: content.decode() for path, content in tree.items()}
    for place in PLACES:
        start, end = place.find(texts[place.path])
        texts[place.path] = texts[place.path][:start] + "\0" + texts[place.path][end:]
    return texts
