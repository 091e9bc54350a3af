"""An infra repo of many services, each with an image, a rule and a file of its own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.infra_repos import FIRST_TAG, RULES_FILE

IMAGES, TARGETS = "team/", "deployed_tags/"
"""What the names of all image repositories, and of all files, begin with."""


@dataclass(frozen=True)
class Service:
    """One service."""

    image: str
    """Its image repository."""
    target: str
    """The file that holds its tag."""


def services(count: int) -> list[Service]:
    """As many services as are asked for."""
    return [
        Service(f"{IMAGES}service-{number}", f"{TARGETS}service-{number}")
        for number in range(count)
    ]


def files(of: list[Service]) -> Mapping[str, bytes]:
    """The files of their infra repo; JSON is YAML too."""
    rules = [
        {"name": one.image, "image": one.image, "targets": [{"file": one.target}]} for one in of
    ]
    return {
        RULES_FILE: json.dumps({"version": 1, "rules": rules}).encode(),
        **{one.target: FIRST_TAG.encode() for one in of},
    }
