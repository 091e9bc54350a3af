"""The team of the model: what people do to the infra repo, by their own commits."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec.structs import replace

from tagboat.core.snapshot import File
from tests.unit.model import chores
from tests.unit.model.branch import Branch
from tests.unit.model.images import Images
from tests.unit.model.infra_repo import HOLD_PATH, RULES, RULES_PATH, Place
from tests.unit.model.rules_file import Restraints

_PINNED = {"semver": "9.9.9", "numerical": "n99"}
"""Tags that nobody pushes, and that rank above all that somebody does."""


class Team:
    """People, who know the rules file and what was pushed."""

    def __init__(self, branch: Branch, images: Images, now: Callable[[], datetime]) -> None:
        """Begin with a rules file that holds nothing."""
        self._branch = branch
        self._images = images
        self._now = now
        self._notes = 0
        self.restraints = Restraints()
        self.known_restraints = {self.restraints.text: self.restraints}
        """What every rules file that there was says."""

    def edit(self, place: Place, which: int) -> None:
        """Set a value, as `chores.Edit` says."""
        rule = RULES[place.rule]
        ever = sorted(self._images.ever[place.repository])
        pushed = [one for one in ever if re.fullmatch(place.tags, one[0])]
        tag, digest = _PINNED.get(rule.policy, "by-hand"), "sha256:" + "0" * 64
        if which == -1:
            tag = "by-hand"
        elif which >= 0 and pushed:
            tag, digest = pushed[which % len(pushed)]
        value = rule.value.format(tag=tag, digest=digest)
        file = self._branch.tree[place.path]
        text = file.content.decode()
        start, end = place.find(text)
        content = (text[:start] + value + text[end:]).encode()
        self._branch.commit({place.path: replace(file, content=content)})

    def edit_beside(self, place: Place | None) -> None:
        """Change something in a place's file that is no value, or another file."""
        self._notes += 1
        if place is None:
            self._branch.commit({"notes": File(f"{self._notes}".encode())})
            return
        file = self._branch.tree[place.path]
        if place.path.endswith(".yaml"):
            more = f"\n# note {self._notes}".encode()
            self._branch.commit({place.path: replace(file, content=file.content + more)})
        else:
            self._branch.commit({place.path: replace(file, executable=not file.executable)})

    def hold(self, place: Place) -> None:
        """Hold the rule of a place, or release it."""
        self._restrain(replace(self.restraints, held=self.restraints.held ^ {place.rule}))

    def write_hold_file(self, lines: tuple[str, ...] | None) -> None:
        """Commit the hold file, or delete it."""
        if lines is not None:
            self._branch.commit({HOLD_PATH: File("\n".join(lines).encode())})
        elif HOLD_PATH in self._branch.tree:
            self._branch.commit({HOLD_PATH: None})

    def freeze(self, place: Place | None, chore: chores.Freeze) -> None:
        """Freeze the environment of a place, or nothing."""
        if place is None:
            self._restrain(replace(self.restraints, freeze=None))
            return
        start = (self._now() + timedelta(seconds=chore.starts)).replace(second=0, microsecond=0)
        end = start + timedelta(seconds=chore.lasts)
        self._restrain(replace(self.restraints, freeze=(start, end, RULES[place.rule].environment)))

    def break_rules(self) -> None:
        """Break the rules file, or mend it."""
        self._restrain(replace(self.restraints, broken=not self.restraints.broken))

    def release(self) -> None:
        """Take back all that holds images, and mend the rules file."""
        self.write_hold_file(None)
        self._restrain(Restraints())

    def mend(self) -> None:
        """Mend a broken rules file."""
        self._restrain(replace(self.restraints, broken=False))

    def _restrain(self, restraints: Restraints) -> None:
        self.restraints = restraints
        self.known_restraints[restraints.text] = restraints
        self._branch.commit({RULES_PATH: File(restraints.text)})
