"""What is to be updated: images, and the files that name them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.infra_repos import RULES_FILE

REGISTRY = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
FIRST_TAG = "1.0.0"
PLACE = "spec.template.spec.containers[0].image"
_CHECK_WAITS: Mapping[str, Any] = {"pull_request": {"auto_merge": "squash"}}
_COUNT = 10


@dataclass(frozen=True)
class Image:
    """An image, and the files that name it."""

    repository: str
    """Its name in ECR."""
    paths: Sequence[str]

    @property
    def name(self) -> str:
        """As the files have it, without a tag."""
        return f"{REGISTRY}/{self.repository}"


@dataclass(frozen=True)
class Task:
    """New tags of some images, all pushed at once."""

    title: str
    images: Sequence[Image]
    proposes: bool = False
    """Whether it goes by a pull request that merges itself when its checks pass."""

    @property
    def paths(self) -> list[str]:
        """All files that change."""
        return [path for image in self.images for path in image.paths]

    def files(self, tag: str = FIRST_TAG) -> dict[str, bytes]:
        """The files that change, with a tag."""
        return {
            path: manifest(f"{image.name}:{tag}").encode()
            for image in self.images
            for path in image.paths
        }

    def rules(self) -> bytes:
        """Tagboat's rules; JSON is YAML too."""
        rules = [
            {
                "name": image.repository.rpartition("/")[2],
                "image": image.repository,
                "targets": [
                    {"file": path, "yaml": PLACE, "value": "$IMAGE_URI:$IMAGE_TAG"}
                    for path in image.paths
                ],
                **({"deliver": _CHECK_WAITS} if self.proposes else {}),
            }
            for image in self.images
        ]
        return json.dumps({"version": 1, "rules": rules}).encode()

    def infra_repo(self) -> dict[str, bytes]:
        """All files."""
        return {RULES_FILE: self.rules(), **self.files()}


def manifest(image: str) -> str:
    """A deployment of an image, with what people write around it."""
    return f"""\
# What runs, and how many of it.
apiVersion: apps/v1
kind: Deployment
metadata: {{name: service, labels: {{team: 'web'}}}}

spec:
  replicas:   3    # One for each zone.
  template:
    spec:
      containers:
        - name: "main"
          image: {image}  # The last release.
          env:
          - {{name: MODE, value: 'on'}}
          - name: GREETING
            value: "Grüße, and a rather long line that a tool which writes YAML anew would fold."
"""


_ONE = [Image("team/service-0", ["deploy/service-0.yaml"])]

COMMITS = (
    Task("1 image, 1 file", _ONE),
    Task(
        f"1 image, {_COUNT} files",
        [Image("team/shared", [f"deploy/service-{number}.yaml" for number in range(_COUNT)])],
    ),
    Task(
        f"{_COUNT} images, {_COUNT} files",
        [
            Image(f"team/service-{number}", [f"deploy/service-{number}.yaml"])
            for number in range(_COUNT)
        ],
    ),
)
PROPOSAL = Task("pull request", _ONE, proposes=True)
