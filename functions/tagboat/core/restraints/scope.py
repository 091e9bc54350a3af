"""What a restraint is about: everything, or some environments, rules and images."""

from msgspec import Struct

from tagboat.core.globs import Glob
from tagboat.core.tag_policy.base import Candidate


class Scope(Struct, frozen=True, kw_only=True):
    """What a restraint is about. Who names several things means each of them."""

    everything: bool = False
    environments: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    images: tuple[Glob, ...] = ()

    def covers(self, candidate: Candidate) -> bool:
        """Whether it is about a rule's image."""
        variables = candidate.variables
        return (
            self.everything
            or variables["ENVIRONMENT"] in self.environments
            or variables["RULE"] in self.rules
            or any(image.matches(candidate.push.repository) for image in self.images)
        )

    def __str__(self) -> str:
        """What it is about, for people."""
        if self.everything:
            return "everything"
        names = [f"environment {name}" for name in self.environments]
        names += [f"rule {name}" for name in self.rules]
        names += [f"image {image.text}" for image in self.images]
        return ", ".join(names)


EVERYTHING = Scope(everything=True)
