"""The rules file of the model, which has the rules of `infra_repo.py` in it."""

from datetime import datetime

from msgspec import Struct

from tests.unit.model.infra_repo import GROUP

_RULES = r"""
  - {name: web-dev, image: team/web, tags: 'b-[0-9]+', environment: dev, targets: [{file: dev/web}]}
  - name: web-soak
    image: team/web
    tags: b-[0-9]+
    environment: stage
    minimum_age: 10m
    targets: [{file: soak.yaml, yaml: tag}]
  - name: web-prod
    image: team/web
    policy: {semver: "^1.0.0"}
    environment: prod
    targets: [{file: prod.yaml, yaml: web.tag}]
  - name: web-all
    image: team/web
    policy: {semver: "*"}
    environment: stage
    targets: [{file: "all/**/values.yaml", yaml: web.tag, missing: skip}]
  - name: api-prod
    image: team/api
    tags: n(?<number>[0-9]+)
    policy: {numerical: {extract: $number}}
    environment: prod
    targets: [{file: prod.yaml, yaml: api.image, value: "$IMAGE_URI:$IMAGE_TAG"}]
  - name: edge
    image: team/web
    policy: {digest: edge}
    environment: dev
    targets: [{file: edge.json, json: image, value: "team/web:edge@$IMAGE_DIGEST"}]
  - name: previews
    image: team/api
    tags: (?<branch>main|fix)-[0-9a-f]+
    environment: dev
    targets: [{file: previews/$branch}]
  - name: apps
    image: apps/*
    environment: stage
    targets: [{file: apps/$IMAGE_NAME.yaml, yaml: tag}]
  - name: pin
    image: team/pin
    policy: {semver: "*"}
    environment: prod
    targets: [{file: pin.yaml, yaml: image, value: "$IMAGE_URI:$IMAGE_TAG@$IMAGE_DIGEST"}]
  - name: left
    image: team/left
    policy: {semver: "*"}
    environment: prod
    targets: [{file: together/left}]
  - name: right
    image: team/right
    policy: {semver: "*"}
    environment: prod
    targets: [{file: together/right}]
"""


class Restraints(Struct, frozen=True):
    """What people have written into the rules file."""

    held: frozenset[str] = frozenset()
    """Rules that are held by it."""
    freeze: tuple[datetime, datetime, str] | None = None
    """From one minute to another, in UTC: an environment."""
    broken: bool = False
    """Whether the file does not load."""

    @property
    def text(self) -> bytes:
        """The whole rules file."""
        lines = ["version: 1", f"together: [[{', '.join(GROUP)}]]"]
        if self.broken:
            lines.append("rules: nothing")
        if self.held:
            lines.append(f"hold: {{rules: [{', '.join(sorted(self.held))}], reason: a test}}")
        if self.freeze is not None:
            start, end, environment = self.freeze
            window = f"from: {start:%Y-%m-%dT%H:%M}, to: {end:%Y-%m-%dT%H:%M}"
            lines.append(f"freeze: [{{{window}, environments: [{environment}]}}]")
        rules = "" if self.broken else f"rules:{_RULES}"
        return "\n".join([*lines, rules]).encode()
