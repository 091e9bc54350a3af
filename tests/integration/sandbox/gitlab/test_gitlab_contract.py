"""The table of operations, and what is read by it."""

import subprocess
from collections import Counter
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.git_environment import hermetic_environment
from sandbox.git_repository import GitRepository
from sandbox.gitlab.answers import Answer
from sandbox.gitlab.contract import Kind, Operation, Parameter, read_value
from sandbox.gitlab.handlers import HANDLERS
from sandbox.gitlab.revisions import last_change

FILES = Operation("GET", "/projects/:id/repository/files/:file_path")
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1)
KINDS = st.sampled_from(["string", "integer", "boolean", "strings", "integers", "objects"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def test_no_two_operations_are_of_one_name() -> None:
    assert set(Counter(operation.name for operation in HANDLERS).values()) == {1}


@given(NAMES, NAMES)
def test_a_path_is_told_apart_before_it_is_decoded(project: str, path: str) -> None:
    address = f"projects/{quote(project, safe='')}/repository/files/{quote(path, safe='')}"
    assert FILES.match("GET", address.split("/")) == {"id": project, "file_path": path}
    assert FILES.match("PUT", address.split("/")) is None
    assert FILES.match("GET", f"{address}/raw".split("/")) is None


@given(KINDS, JSON)
def test_a_value_is_read_or_refused(kind: Kind, value: object) -> None:
    types = {"string": str, "integer": int, "boolean": bool}
    with suppress(Answer):
        assert isinstance(read_value(Parameter("name", kind), value), types.get(kind, list))


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("integer", "7", 7),
        ("boolean", "false", False),
        ("strings", "a, b,,c", ["a", "b", "c"]),
        ("integers", "1,2", [1, 2]),
        ("integers", "", []),
    ],
)
def test_values_of_a_query_are_read(kind: Kind, value: str, expected: object) -> None:
    assert read_value(Parameter("name", kind), value) == expected


@pytest.mark.parametrize("value", ["1_0", " 1", "\uff11", "1.0", "", "9" * 40])
def test_what_is_no_number_is_refused(value: str) -> None:
    with pytest.raises(Answer, match="name is invalid"):
        read_value(Parameter("name", "integer"), value)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from([None, "1", "2"])), max_size=6))
def test_the_last_change_of_a_path_is_that_of_git_log(
    changes: list[tuple[str, str | None]],
) -> None:
    with TemporaryDirectory() as folder:
        git = GitRepository.create(Path(folder) / "x.git")
        git.commit({"other": "x"})
        for path, content in changes:
            if content is not None or path in git.files("main"):
                git.commit({path: content})
        repository = git.open()
        for path in "ab":
            command = ["git", "log", "-1", "--format=%H", "main", "--", path]
            environment = hermetic_environment()
            said = subprocess.run(
                command, cwd=git.path, env=environment, capture_output=True, text=True, check=True
            )
            found = last_change(repository[str(git.head("main"))], path)
            assert (str(found.id) if found else "") == said.stdout.strip()
