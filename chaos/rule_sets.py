"""Five sets of rules, a rules file each, for different policies, files and ways to commit.

Each is for images of its own. One more image of each has a rule whose file is not there, so that
its pushes have to become dead letters.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from chaos.places import Form, Place

FIRST = "none"
"""What stands in a place before the first push: no tag of any image, and without a rank."""
_AUTHOR = {"name": "Chaos Bot", "email": "chaos-bot@example.com"}


class Winner(Enum):
    """Which of an image's pushes has to stand in the end."""

    NEWEST = "the newest that ECR has"
    HIGHEST = "the highest that was told of, or is found in ECR"
    CURRENT = "what the tag is in ECR"


@dataclass(frozen=True)
class RuleSet:
    """A rules file, the images that it is for, and where their values are."""

    name: str
    winner: Winner
    tag: Callable[[int], str]
    """The tag of a rank."""
    rules: Callable[[str], list[dict[str, Any]]]
    """The rules of an image, by its name."""
    places: Callable[[str], tuple[Place, ...]]
    """The places of an image, by its name."""
    files: Callable[[Iterable[str]], Mapping[str, str]]
    """The files that hold the places of images."""
    author: Mapping[str, str] | None = None
    """Whom commits are by; GitHub takes other requests for those of a chosen author."""
    images: int = 10

    @property
    def names(self) -> list[str]:
        """The images, without what all their image repositories begin with."""
        return [f"{self.name}-{number}" for number in range(self.images)]

    @property
    def broken(self) -> str:
        """The image whose rule cannot be written."""
        return f"{self.name}-broken"

    @property
    def rules_file(self) -> str:
        """Its path in the infra repo."""
        return f".tagboat-{self.name}.yaml"

    def contents(self) -> dict[str, str]:
        """All files of the infra repo that are of this set."""
        broken = {"name": self.broken, "image": repository(self.broken)}
        rules = [
            *(rule for name in self.names for rule in self.rules(name)),
            {**broken, "targets": [{"file": f"missing/{self.name}"}]},
        ]
        author = {} if self.author is None else {"author": self.author}
        text = json.dumps({"version": 1, **author, "rules": rules}, indent=1)
        return {self.rules_file: text, **self.files(self.names)}


def repository(name: str) -> str:
    """The image repository of an image."""
    return f"chaos/{name}"


def rules_of(name: str, rule_sets: Mapping[str, RuleSet]) -> RuleSet:
    """The set that an image is of."""
    return rule_sets[name.rpartition("-")[0]]


def _rule(name: str, *targets: Mapping[str, Any], **settings: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {"name": name, "image": repository(name), "targets": list(targets), **settings}


def _lines(names: Iterable[str], line: str, head: str = "") -> str:
    return head + "".join(line.format(name=name, value=FIRST) for name in names)


PLAIN = RuleSet(
    name="plain",
    winner=Winner.NEWEST,
    tag=lambda rank: f"build-{rank}",
    rules=lambda name: [
        _rule(name, {"file": f"plain/{name}"}),
        {
            **_rule(name, {"file": "plain.yaml", "yaml": name, "value": Form.BOTH.value}),
            "name": f"{name}-pinned",
        },
    ],
    places=lambda name: (Place(f"plain/{name}"), Place("plain.yaml", (name,), Form.BOTH)),
    files=lambda names: {
        **{f"plain/{name}": f"{FIRST}\n" for name in names},
        "plain.yaml": _lines(names, "{name}: {value}   # of {name}\n", "# Builds\n"),
    },
)

CHARTS = RuleSet(
    name="charts",
    winner=Winner.HIGHEST,
    tag=lambda rank: f"v1.{rank // 10}.{rank % 10}",
    rules=lambda name: [
        _rule(
            name,
            {"file": f"charts/{name}.yaml", "yaml": "image.tag"},
            {"file": "charts/all.yaml", "yaml": f"tags.{name}"},
            policy={"semver": "^1.0.0"},
        )
    ],
    places=lambda name: (
        Place(f"charts/{name}.yaml", ("image", "tag")),
        Place("charts/all.yaml", ("tags", name)),
    ),
    files=lambda names: {
        **{
            f"charts/{name}.yaml": f"# {name}\nimage:\n  tag: '{FIRST}'   # here\nreplicas: 2\n"
            for name in names
        },
        "charts/all.yaml": _lines(names, '  {name}: "{value}"\n', "# Charts\ntags:\n"),
    },
    author=_AUTHOR,
)

PARAMETERS = RuleSet(
    name="parameters",
    winner=Winner.HIGHEST,
    tag=str,
    rules=lambda name: [
        _rule(
            name, {"file": "parameters.json", "json": f"$.Parameters['{name}']"}, policy="numerical"
        )
        | {"tags": "[0-9]+"}
    ],
    places=lambda name: (Place("parameters.json", ("Parameters", name)),),
    files=lambda names: {
        "parameters.json": json.dumps({"Parameters": dict.fromkeys(names, FIRST)}, indent=2) + "\n"
    },
    author=_AUTHOR,
)

MOVING = RuleSet(
    name="moving",
    winner=Winner.CURRENT,
    tag=lambda _: "latest",
    rules=lambda name: [
        _rule(name, {"file": "moving.yaml", "yaml": name}, policy={"digest": "latest"})
    ],
    places=lambda name: (Place("moving.yaml", (name,), Form.DIGEST),),
    files=lambda names: {"moving.yaml": _lines(names, "{name}: {value}\n", "# Digests\n")},
)

OVERLAYS = RuleSet(
    name="overlays",
    winner=Winner.HIGHEST,
    tag=lambda rank: f"r{rank:06d}",
    rules=lambda name: [
        _rule(
            name,
            {"file": f"overlays/{name}/kustomization.yaml", "kustomize": repository(name)},
            policy="alphabetical",
            tags="r[0-9]+",
        )
    ],
    places=lambda name: (Place(f"overlays/{name}/kustomization.yaml", ("images", 0, "newTag")),),
    files=lambda names: {
        f"overlays/{name}/kustomization.yaml": (
            f"# {name}\nimages:\n  - name: {repository(name)}\n    newTag: {FIRST}\n"
        )
        for name in names
    },
)

RULE_SETS = {one.name: one for one in (PLAIN, CHARTS, PARAMETERS, MOVING, OVERLAYS)}
