"""The judge of `make chaos` sees each way in which a promise may be broken."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pygit2 import Commit

from chaos.people import People
from chaos.pushes import Push
from chaos.registry import Registry
from chaos.rule_sets import MOVING, RULE_SETS
from chaos.steps import Deed, Person
from chaos.verdict import Case, Told
from sandbox.git_repository import GitRepository, Signature

BOT = Signature("A Bot", "bot@example.com")
FIRST, SECOND = (Push(number, "chaos/moving-0", "latest", 1) for number in (1, 2))
BROKEN = Push(3, "chaos/moving-broken", "moving-broken-0", 1)


def outcome(push: Push, kind: str, rule: str = "moving-0") -> dict[str, Any]:
    return {"push": {"id": f"event {push.number}"}, "outcome": kind, "rule": rule}


def letter(body: Mapping[str, str]) -> dict[str, str]:
    return {"Body": json.dumps(body)}


@dataclass
class Scene:
    """A repository in which all is well."""

    git: GitRepository
    people: People
    told: Told = field(
        default_factory=lambda: Told(
            MOVING,
            [
                outcome(FIRST, "written"),
                outcome(SECOND, "failed"),
                outcome(SECOND, "written"),
                outcome(BROKEN, "failed", "moving-broken"),
            ],
            [letter({"id": "event 3"}), letter({"junk": "junk 7"})],
            0,
        )
    )

    def write(self, old: str, new: str) -> str:
        text = self.git.read("moving.yaml", "main").decode().replace(old, new)
        self.git.commit({"moving.yaml": text}, "Tagboat-Image: x", author="A Bot <bot@example.com>")
        return text

    def complaints(self) -> str:
        put = [FIRST, SECOND, BROKEN]
        registry = Registry(put=put, told={f"event {one.number}": one for one in put})
        junk = {"moving": {"junk 7"}}
        return "\n".join(Case(self.git, registry, self.people, [self.told], junk).complaints())


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    git = GitRepository.create(tmp_path / "infra.git")
    git.commit(MOVING.contents())
    people = People(git, RULE_SETS, lambda: datetime.now(UTC))
    scene = Scene(git, people)
    scene.write("moving-0: none", f"moving-0: {FIRST.digest}")
    people.do(Person(Deed.COMMENT, "moving-1", 1), [])
    scene.write(FIRST.digest, SECOND.digest)
    return scene


def test_nothing_is_said_where_all_is_well(scene: Scene) -> None:
    assert scene.complaints() == ""


def set_back(scene: Scene) -> None:
    scene.write(SECOND.digest, FIRST.digest)


def lose_a_note(scene: Scene) -> None:
    scene.write("# Note 1 on moving-1\n", "")


def commit_nothing(scene: Scene) -> None:
    scene.git.commit({}, "Tagboat-Image: x")


def merge(scene: Scene) -> None:
    head = scene.git.head("main")
    assert head
    repository = scene.git.open()
    tree, parents = repository[head].peel(Commit).tree.id, [head, scene.git.log("main")[-1].id]
    repository.create_commit("refs/heads/main", BOT, BOT, "Merge", tree, parents)


def force(scene: Scene) -> None:
    old = scene.git.log("main")[-1].id
    assert scene.git.move_branch("main", old, scene.git.head("main"))


def told(change: Callable[[Told], Told]) -> Callable[[Scene], None]:
    def do(scene: Scene) -> None:
        scene.told = change(scene.told)

    return do


BREACHES: dict[str, tuple[Callable[[Scene], None], str]] = {
    "an old value": (set_back, f"moving.yaml.moving-0 is {FIRST.digest}, and has to be"),
    "backwards": (set_back, f"went back from {SECOND.digest} to {FIRST.digest}"),
    "a lost note": (lose_a_note, "moving.yaml has lost what a person wrote: Note 1"),
    "an empty commit": (commit_nothing, "changes nothing"),
    "a merge": (merge, "history is not linear"),
    "a lost commit": (force, "is lost"),
    "no outcome": (
        told(lambda one: replace(one, outcomes=one.outcomes[1:])),
        "(event 1) has no outcome",
    ),
    "only failures": (
        told(lambda one: replace(one, outcomes=[*one.outcomes[:2], one.outcomes[3]])),
        "(event 2) ended as {'moving-0': {'failed'}}",
    ),
    "one rule of two": (
        told(lambda one: replace(one, outcomes=[*one.outcomes, outcome(FIRST, "failed", "other")])),
        "(event 1) ended as",
    ),
    "a letter that must not be": (
        told(lambda one: replace(one, letters=[*one.letters, letter({"id": "event 1"})])),
        "(event 1) must not be a dead letter",
    ),
    "a lost letter": (told(lambda one: replace(one, letters=[])), "(event 3) is no dead letter"),
    "undelivered": (told(lambda one: replace(one, undelivered=2)), "2 events were not delivered"),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_a_promise_that_is_broken_is_named(scene: Scene, breach: str) -> None:
    break_it, said = BREACHES[breach]
    break_it(scene)
    assert said in scene.complaints()


def test_what_people_break_they_mend_and_what_they_remove_they_bring_back(scene: Scene) -> None:
    before = scene.git.files("main")
    for number, deed in enumerate((Deed.BREAK, Deed.REMOVE), 10):
        person = Person(deed, "moving-2", number)
        scene.people.do(person, [])
        assert scene.git.files("main") != before
        scene.people.undo(person)
        assert scene.git.files("main") == before


def test_people_revert_tagboat_s_last_commit_and_pin_older_images(scene: Scene) -> None:
    scene.people.do(Person(Deed.REVERT, "moving-0", 10), [])
    assert FIRST.digest.encode() in scene.git.read("moving.yaml", "main")
    scene.people.do(Person(Deed.SCRIBBLE, "moving-0", 11), [FIRST])
    assert b"moving-0: soon\n" in scene.git.read("moving.yaml", "main")
    scene.people.do(Person(Deed.PIN, "moving-0", 12), [SECOND])
    assert SECOND.digest.encode() in scene.git.read("moving.yaml", "main")
    assert len(scene.people.commits) == 4
