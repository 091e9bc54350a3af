"""A rule, ready to be asked about pushes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from functools import cached_property
from itertools import accumulate
from typing import Any

import re2
from msgspec import Struct

from tagboat.core import variables
from tagboat.core.commit_message import Author
from tagboat.core.globs import Glob, is_glob
from tagboat.core.image_push import ImagePush
from tagboat.core.pull_requests.terms import Terms
from tagboat.core.restraints.base import Restraint
from tagboat.core.restraints.scan import RequiredScan
from tagboat.core.restraints.together import Group
from tagboat.core.rules.target import Target
from tagboat.core.tag_policy.base import Candidate, TagPolicy
from tagboat.core.variables import Template

# Cosign's signatures, attestations and bills of materials are pushed as tags beside the image.
# "OCI Distribution Specification: Referrers Tag Schema": some clients push a list of them as well.
_REFERS_TO_AN_IMAGE = re2.compile(r"sha256-[0-9a-f]{64}(?:\.(?:sig|att|sbom))?|sha512-[0-9a-f]{64}")


type Place = tuple[str, ...]
"""An image repository, and the values of the variables that a rule's places depend on."""
_SAME_FOR_ALL = {"IMAGE_REPOSITORY", "IMAGE_NAME", "RULE", "ENVIRONMENT"}


class Refusal(Struct, frozen=True):
    """Why a rule does not write a push of its image."""

    reason: str


class Rule(Struct, frozen=True, kw_only=True):
    """Which pushes are written where."""

    name: str
    images: tuple[Glob, ...]
    account: str | None
    region: str | None
    tags: Any  # re2's compiled pattern has no type of its own.
    ignored: tuple[Any, ...]
    policy: TagPolicy
    compares: Set[str]
    """The variables that the policy compares; none where the push time decides."""
    environment: str
    targets: tuple[Target, ...]
    message: Template
    terms: Terms | None = None
    """How its changes are proposed; None where they are committed."""
    restraints: tuple[Restraint, ...] = ()
    """What may hold its images."""

    @property
    def told_by(self) -> Set[str]:
        """The variables that tell whether a value is newer than an image, unless its tag does."""
        return frozenset({"IMAGE_DIGEST"}) if self.policy.by_push_time else self.compares

    @property
    def required_scan(self) -> RequiredScan | None:
        """What its images' scans may have found; None where it asks for no scan."""
        found = (one for one in self.restraints if isinstance(one, RequiredScan))
        return next(found, None)

    @property
    def branch(self) -> str | None:
        """The branch that its changes are proposed from; None where they are committed."""
        return None if self.terms is None else self.terms.branch

    def place(self, candidate: Candidate) -> Place:
        """Where an image is written, as far as that is not the same for all images of a rule.

        Images of one place replace each other, those of two places do not.
        """
        values = candidate.variables
        return candidate.push.repository, *(values.get(name, "") for name in self.differing)

    @property
    def differing(self) -> Sequence[str]:
        """The variables that its places depend on, and that are not the same for all images."""
        names = {name for target in self.targets for name in target.place_names}
        return sorted(names - _SAME_FOR_ALL)

    def consider(self, push: ImagePush) -> Candidate | Refusal | None:
        """Say whether this rule may write a push; None for a push of another image."""
        if not any(image.matches(push.repository) for image in self.images):
            return None
        reason = self._refusal(push)
        if reason is not None:
            return Refusal(reason)
        match = self.tags.fullmatch(push.tag)
        if match is None:
            return Refusal(f"the tag does not match '{self.tags.pattern}'")
        candidate = Candidate(push, _groups(match) | variables.of_push(push) | self._own())
        reason = self.policy.refusal(candidate.variables)
        return candidate if reason is None else Refusal(reason)

    def read(self, value: str, template: Template) -> Mapping[str, str] | None:
        """What can be told of the image whose value stands in a file.

        Args:
            value: The value.
            template: What the rule writes there.

        Returns:
            Variables, those of the tag's named groups included if `tags` matches it; None if the
            value is made in another way.
        """
        found = template.read(value)
        if found is None or "IMAGE_TAG" not in found:
            return found
        match = self.tags.fullmatch(found["IMAGE_TAG"])
        return found if match is None else _groups(match) | found

    def _refusal(self, push: ImagePush) -> str | None:
        if push.tag.startswith("sha") and _REFERS_TO_AN_IMAGE.fullmatch(push.tag):
            return "the tag is a signature, an attestation or a bill of materials"
        if self.account not in (None, push.account):
            return f"it is of the account {push.account}, not {self.account}"
        if self.region not in (None, push.region):
            return f"it is of the region {push.region}, not {self.region}"
        ignored = (pattern for pattern in self.ignored if pattern.fullmatch(push.tag))
        pattern = next(ignored, None)
        return None if pattern is None else f"the tag is ignored: it matches '{pattern.pattern}'"

    def _own(self) -> dict[str, str]:
        return {"RULE": self.name, "ENVIRONMENT": self.environment}


class RuleSet:
    """All rules of an infra repo, and who commits are by."""

    def __init__(
        self,
        *,
        rules: Sequence[Rule],
        author: Author,
        restraints: Sequence[Restraint] = (),
        groups: Sequence[Group] = (),
    ) -> None:
        """Sort the rules by the images that they name, so that few have to be asked.

        Args:
            rules: In the order of the file.
            author: Who commits are by.
            restraints: What may hold the images of any rule.
            groups: The images that are written only together.
        """
        self.rules = tuple(rules)
        self.author = author
        self.restraints = tuple(restraints)
        self.groups = tuple(groups)
        self._group_of = {member.rule: group for group in groups for member in group.members}
        self.order = {rule.name: index for index, rule in enumerate(self.rules)}
        """The place of each rule in the file, by its name."""
        self._of_name: defaultdict[str, list[int]] = defaultdict(list)
        self._of_folder: defaultdict[str, list[int]] = defaultdict(list)
        for index, rule in enumerate(self.rules):
            for image in rule.images:
                if is_glob(image.text):
                    for start in image.starts:
                        self._of_folder[start].append(index)
                else:
                    self._of_name[image.text].append(index)

    @cached_property
    def by_branch(self) -> Mapping[str, "RuleSet"]:
        """The rules of each pull request, by the branch that it comes from."""
        groups: defaultdict[str, list[Rule]] = defaultdict(list)
        for rule in self.rules:
            if rule.branch is not None:
                groups[rule.branch].append(rule)
        return {branch: self._of(some) for branch, some in groups.items()}

    def restrained_by(self, restraints: Sequence[Restraint]) -> "RuleSet":
        """These rules with more that may hold the images of any."""
        return RuleSet(
            rules=self.rules,
            author=self.author,
            restraints=(*self.restraints, *restraints),
            groups=self.groups,
        )

    def group_of(self, name: str) -> Group | None:
        """What a rule's images move with, if they do."""
        return self._group_of.get(name)

    def _of(self, rules: Sequence[Rule]) -> "RuleSet":
        """Some of these rules: those of one pull request, which a group shares."""
        names = {rule.name for rule in rules}
        groups = [group for group in self.groups if group.name in names]
        return RuleSet(rules=rules, author=self.author, restraints=self.restraints, groups=groups)

    def named(self, name: str) -> Rule | None:
        """The rule of a name, if there is one."""
        index = self.order.get(name)
        return None if index is None else self.rules[index]

    def about(self, repository: str) -> list[Rule]:
        """The rules that may be about an image repository, in the order of the file."""
        folders = ["", *accumulate(repository.split("/")[:-1], "{}/{}".format)]
        found = (index for folder in folders for index in self._of_folder.get(folder, ()))
        indexes = sorted({*self._of_name.get(repository, ()), *found})
        return [self.rules[index] for index in indexes]


def _groups(match: Any) -> dict[str, str]:  # noqa: ANN401 - re2's match has no type of its own
    return {name: value or "" for name, value in match.groupdict().items()}
