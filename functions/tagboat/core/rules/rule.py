"""A rule, ready to be asked about pushes."""

from collections.abc import Mapping
from typing import Any

import re2
from msgspec import Struct

from tagboat.core import variables
from tagboat.core.commit_message import Author
from tagboat.core.image_push import ImagePush
from tagboat.core.tag_policy.base import TagPolicy
from tagboat.core.variables import Template

# Cosign's signatures, attestations and bills of materials are pushed as tags beside the image.
# "OCI Distribution Specification: Referrers Tag Schema": some clients push a list of them as well.
_REFERS_TO_AN_IMAGE = re2.compile(r"sha256-[0-9a-f]{64}(?:\.(?:sig|att|sbom))?|sha512-[0-9a-f]{64}")


class Target(Struct, frozen=True):
    """A value in a file."""

    file: str
    value: Template


class Candidate(Struct, frozen=True):
    """A push that a rule may write, with the variables that its values may use."""

    push: ImagePush
    variables: Mapping[str, str]


class Refusal(Struct, frozen=True):
    """Why a rule does not write a push of its image."""

    reason: str


class Rule(Struct, frozen=True, kw_only=True):
    """Which pushes are written where."""

    name: str
    image: str
    tags: Any  # re2's compiled pattern has no type of its own.
    policy: TagPolicy
    environment: str
    targets: tuple[Target, ...]
    message: Template

    def consider(self, push: ImagePush) -> Candidate | Refusal | None:
        """Say whether this rule may write a push; None for a push of another image."""
        if push.repository != self.image:
            return None
        if _REFERS_TO_AN_IMAGE.fullmatch(push.tag):
            return Refusal("the tag is a signature, an attestation or a bill of materials")
        match = self.tags.fullmatch(push.tag)
        if match is None:
            return Refusal(f"the tag does not match '{self.tags.pattern}'")
        groups = {name: value or "" for name, value in match.groupdict().items()}
        return Candidate(push, groups | variables.of_push(push) | self._own_variables())

    def _own_variables(self) -> dict[str, str]:
        return {"RULE": self.name, "ENVIRONMENT": self.environment}


class RuleSet(Struct, frozen=True, kw_only=True):
    """All rules of an infra repo, and who commits are by."""

    rules: tuple[Rule, ...]
    author: Author
