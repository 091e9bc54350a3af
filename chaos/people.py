"""People who commit to the infra repo while Tagboat does: none of their commits may get lost."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from pygit2 import Signature

from chaos.edits import with_note, with_value
from chaos.places import Place
from chaos.pushes import Push
from chaos.rule_sets import RuleSet, repository, rules_of
from chaos.steps import Deed, Person
from sandbox.git_repository import FILE_MODE, GitRepository

type Files = Mapping[str, bytes | None]
_WHO = "A Person", "person@example.com"
_SCRIBBLED = "soon"


@dataclass
class People:
    """They look, edit, and commit on the head that they have seen; else they look again."""

    git: GitRepository
    rule_sets: Mapping[str, RuleSet]
    now: Callable[[], datetime]
    """The time of pushes: whether an image was pushed before somebody took it back matters."""
    commits: list[str] = field(default_factory=list)
    """The ids of theirs."""
    notes: dict[str, str] = field(default_factory=dict)
    """Texts that have to stay, by themselves: the files that they are in."""
    touched: set[str] = field(default_factory=set)
    """The image repositories whose values they have set."""
    taken_back: dict[str, Push] = field(default_factory=dict)
    """The image that somebody went back to, and nobody has pushed since, by its repository."""
    _kept: dict[Person, Files] = field(default_factory=dict)
    """What stood in files that they have broken or removed."""

    def do(self, person: Person, pushes: list[Push]) -> None:
        """Do something.

        Args:
            person: What.
            pushes: Those of the image so far.
        """
        edits: Mapping[Deed, Callable[[str], Files]] = {
            Deed.NOTE: lambda _: {self._file(person): _note(person).encode()},
            Deed.COMMENT: lambda head: self._commented(person, head),
            Deed.PIN: lambda head: self._set(person, head, pushes),
            Deed.SCRIBBLE: lambda head: self._set(person, head, []),
            Deed.REVERT: self._reverted,
            Deed.BREAK: lambda head: self._broken(person, head),
            Deed.REMOVE: lambda head: self._removed(person, head),
        }
        done = self._commit(edits[person.deed], f"{person.deed} ({person.number})")
        if done and person.deed in (Deed.NOTE, Deed.COMMENT):
            self.notes[_note(person)] = self._file(person)

    def take_back(self, name: str, older: Push) -> None:
        """Set the values of an image to those of an older one, for good."""
        self._commit(lambda head: self._with_values(name, head, older), f"Go back to {older.tag}")
        self.taken_back[repository(name)] = older

    def undo(self, person: Person) -> None:
        """Mend what was broken, or bring back what was removed."""
        kept = self._kept.pop(person, {})
        self._commit(lambda _: kept, f"No longer {person.deed} ({person.number})")

    def _commit(self, edit: Callable[[str], Files], message: str) -> bool:
        who = Signature(*_WHO, int(self.now().timestamp()))
        while True:
            head = self.git.head("main") or ""
            files = edit(head)
            if not files:
                return False
            new = self.git.write_commit(
                head,
                put={path: (text, FILE_MODE) for path, text in files.items() if text is not None},
                delete=[path for path, text in files.items() if text is None],
                message=message,
                author=who,
                committer=who,
            )
            if self.git.move_branch("main", new, head):
                self.commits.append(new)
                return True

    def _places(self, name: str) -> tuple[Place, ...]:
        return rules_of(name, self.rule_sets).places(name)

    def _file(self, person: Person) -> str:
        """Where a note stands: in a file of their own, or in one of the image."""
        files = [place.file for place in self._places(person.image) if place.keys]
        return f"notes/{person.number}.md" if person.deed is Deed.NOTE else files[0]

    def _commented(self, person: Person, head: str) -> Files:
        file = self._file(person)
        if not self._is_there(file, head):
            return {}
        return {file: with_note(self.git.read(file, head), file, _note(person))}

    def _set(self, person: Person, head: str, pushes: list[Push]) -> Files:
        """Set all values of an image to those of an older push, or to what is no image."""
        self.touched.add(repository(person.image))
        older = Random(person.number).choice(pushes) if pushes else None
        return self._with_values(person.image, head, older)

    def _with_values(self, name: str, head: str, push: Push | None) -> Files:
        """The files of an image with other values, as far as they are others."""
        files: dict[str, bytes | None] = {}
        for place in self._places(name):
            if not self._is_there(place.file, head):
                continue
            content = files.get(place.file) or self.git.read(place.file, head)
            new = _SCRIBBLED if push is None else place.form.of(push)
            files[place.file] = with_value(content, place, new)
        changed = {path: text for path, text in files.items() if text != self.git.read(path, head)}
        return dict(changed)

    def _reverted(self, head: str) -> Files:
        """Bring back what Tagboat's last commit has replaced, if nobody has replaced that."""
        for commit in self.git.log("main")[:20]:
            if "Tagboat-Image:" not in commit.message:
                continue
            (parent,) = commit.parents
            old, new = self.git.files(parent), self.git.files(commit.id)
            now = self.git.files(head)
            paths = [one for one in new if old.get(one) != new[one] and now.get(one) == new[one]]
            self.touched |= set(re.findall(r"/(chaos/[\w-]+):", commit.message))
            return {one: self.git.read(one, parent) for one in paths if one in old}
        return {}

    def _broken(self, person: Person, head: str) -> Files:
        file = rules_of(person.image, self.rule_sets).rules_file
        if not any(file in kept for kept in self._kept.values()):
            self._kept[person] = {file: self.git.read(file, head)}
        return {file: b"version: 1\nrules: {}\n"}

    def _removed(self, person: Person, head: str) -> Files:
        file = self._places(person.image)[0].file
        if not self._is_there(file, head):
            return {}
        self._kept[person] = {file: self.git.read(file, head)}
        return {file: None}

    def _is_there(self, file: str, head: str) -> bool:
        """Somebody may have removed it for a while."""
        return self.git.entry(file, head) is not None


def _note(person: Person) -> str:
    return f"Note {person.number} on {person.image}"
