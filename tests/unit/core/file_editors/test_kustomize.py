"""An entry of a kustomization's images is written, and added where the rule says so."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.kustomize import Kustomize
from tagboat.core.variables import Template
from tests.image_pushes import tags

FILE = "kustomization.yaml"
VALUES = {"newTag": "1.10", "digest": "sha256:ab", "newName": "registry.example/web"}
ENTRY = "images:\n- name: web # c\n  newTag: v1 # d\n- name: api\n  newTag: v1\n"


def editor(name: str = "web", *fields: str, **settings: Any) -> Kustomize:
    required = frozenset(fields or {"newTag"})
    return Kustomize(name=Template(name, None), required=required, **settings)


def edit(text: str, made: Kustomize, file: str = FILE, **variables: str) -> str:
    places = made.find(text, file, variables)
    return made.write(text, file, [(place, VALUES[place.role]) for place in places])


def refusal(text: str, made: Kustomize) -> str:
    with pytest.raises(ValueNotFound) as caught:
        edit(text, made)
    return str(caught.value)


def test_a_place_names_the_entry_and_its_field() -> None:
    (place,) = editor().find(ENTRY, FILE, {})
    assert (place.where, place.role, place.line, place.old) == (
        "images[web].newTag",
        "newTag",
        3,
        "v1",
    )


def test_the_tag_of_the_entry_is_written_and_no_other() -> None:
    assert edit(ENTRY, editor()) == ENTRY.replace("v1 # d", '"1.10" # d')


def test_the_name_may_be_the_image_s() -> None:
    made = editor("$IMAGE_NAME")
    expected = ENTRY.replace("api\n  newTag: v1", 'api\n  newTag: "1.10"')
    assert edit(ENTRY, made, IMAGE_NAME="api") == expected


def test_a_digest_that_counts_is_written_with_the_tag() -> None:
    text = "images:\n- {name: web, digest: 'sha256:00', newTag: v1, newName: x}\n"
    expected = text.replace("sha256:00", "sha256:ab").replace("v1", '"1.10"')
    assert edit(text, editor()) == expected
    assert edit(text, editor("web", "digest")) == expected


def test_a_new_name_is_written_only_if_the_rule_names_it() -> None:
    text = "images: [{name: web, newName: x, newTag: v1}]\n"
    assert "newName: x" in edit(text, editor())
    assert "newName: registry.example/web" in edit(text, editor("web", "newName", "newTag"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("images:\n- name: wep\n", "no entry of images with the name web; did you mean wep?"),
        ("images:\n- name: api\n- name: db\n", "its images are api, db"),
        ("images: 5\n", "its images are none"),
        ("", "its images are none"),
        ("images:\n- name: web\n", "has no newTag in the entry of images with the name web, line"),
        ("images:\n- {name: web}\n- {name: web}\n", "2 entries of images with the name web"),
        ("images:\n- {name: web, newTag: [a]}\n", "a list or keys with values"),
        ("images: [", "cannot be read as YAML"),
    ],
)
def test_what_is_missing_is_told_with_what_is_there(text: str, says: str) -> None:
    said = refusal(text, editor())
    assert says in said
    assert said.startswith(FILE)


@pytest.mark.parametrize("text", ["images: []\n", "", "# nothing\n", "a: 1\n---\nb: 1\n"])
def test_an_entry_that_may_be_missing_has_no_place(text: str) -> None:
    assert edit(text, editor(optional=True)) == text


def test_a_field_that_may_be_missing_leaves_the_whole_entry_alone() -> None:
    text = "images: [{name: web, newTag: v1}]\n"
    assert edit(text, editor("web", "newTag", "digest", optional=True)) == text
    assert "has no digest" in refusal(text, editor("web", "newTag", "digest"))


def test_the_entry_may_be_in_any_document() -> None:
    for text in (f"a: 1\n---\n{ENTRY}", f"images: [{{name: x}}]\n---\n{ENTRY}---\n- a\n"):
        assert edit(text, editor()) == text.replace("v1 # d", '"1.10" # d')


def test_the_entries_of_all_documents_are_told_if_there_are_several_or_none() -> None:
    text = f"{ENTRY}---\nimages:\n- name: web\n  newTag: v2\n- name: db\n"
    assert "2 entries of images with the name web, in lines 2, 8" in refusal(text, editor())
    assert "its images are web, api, web, db" in refusal(text, editor("zz"))


def test_an_alias_counts_in_its_own_document_only() -> None:
    text = "images:\n- {name: x, newTag: &t v1}\n- {name: y, newTag: *t}\n---\n"
    assert edit(text + ENTRY, editor()) == text + ENTRY.replace("v1 # d", '"1.10" # d')
    assert "aliases in line 3" in refusal(text + ENTRY, editor("x"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\n", 'a: 1\nimages:\n- name: web\n  newTag: "1.10"\n'),
        ("a: 1", 'a: 1\nimages:\n- name: web\n  newTag: "1.10"'),
        ("images:\nb: 1\n", 'images:\n- name: web\n  newTag: "1.10"\nb: 1\n'),
        ("images: # none\n", 'images: # none\n- name: web\n  newTag: "1.10"\n'),
        ("images: ~\nb: 1\n", 'images:\n- name: web\n  newTag: "1.10"\nb: 1\n'),
        ("images: null # none", 'images: # none\n- name: web\n  newTag: "1.10"'),
        ("images: # c \r\n  ~\r\n", 'images: # c \r\n\r\n- name: web\r\n  newTag: "1.10"\r\n'),
        ("images: []\n", 'images: [{name: web, newTag: "1.10"}]\n'),
        ("images: [ {name: x} ]\n", 'images: [ {name: x}, {name: web, newTag: "1.10"} ]\n'),
        (
            "images:\n  -   name: x\n      newTag: y # c\n\n# d\nb: 1\n",
            (
                "images:\n  -   name: x\n      newTag: y # c\n"
                '  -   name: web\n      newTag: "1.10"\n\n# d\nb: 1\n'
            ),
        ),
        (
            "images:\n- name: x\n  newTag: |\n    y\n",
            'images:\n- name: x\n  newTag: |\n    y\n- name: web\n  newTag: "1.10"\n',
        ),
        (
            "images:\n- &x {name: x}\n- *x\n",
            'images:\n- &x {name: x}\n- *x\n- name: web\n  newTag: "1.10"\n',
        ),
        (
            "\ufeffimages:\r\n- name: x\r\n",
            '\ufeffimages:\r\n- name: x\r\n- name: web\r\n  newTag: "1.10"\r\n',
        ),
        (
            "images:\n- name: web # c\n  newName: x\n",
            'images:\n- name: web # c\n  newTag: "1.10"\n  newName: x\n',
        ),
        ("images: [{name: web}]\n", 'images: [{name: web, newTag: "1.10"}]\n'),
        (
            "images:\n- newName: x\n  name: web",
            'images:\n- newName: x\n  name: web\n  newTag: "1.10"',
        ),
    ],
)
def test_what_is_missing_is_added_in_the_layout_that_is_there(text: str, expected: str) -> None:
    assert edit(text, editor(added=True)) == expected


def test_several_fields_are_added_and_written_together() -> None:
    made = editor("web", "newTag", "digest", "newName", added=True)
    edited = edit("images:\n- name: web\n  newTag: v1\n", made)
    assert yaml.safe_load(edited)["images"] == [{"name": "web", **VALUES}]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "- a\n",
        "{a: 1}\n",
        "a: 1\n---\nb: 1\n",
        "a: 1\n---\nimages: [{name: web}]\n",
        "images: 5\n",
        "images: &x ~\nb: *x\n",
        "images: !!null ~\n",
        "images: '~'\n",
        "images: ''\n",
        "a: 1\n...\n",
    ],
)
def test_where_nothing_can_be_added_safely_it_is_refused(text: str) -> None:
    said = refusal(text, editor(added=True))
    assert "by hand" in said


@pytest.mark.parametrize("file", ["values.yaml", "kustomization/web.yaml", "my-kustomization.yaml"])
@pytest.mark.parametrize(
    "text", ["a: 1\n", "kind: Deployment\napiVersion: apps/v1\n", "kind: [Component]\n"]
)
def test_images_are_not_added_to_what_is_no_kustomization(file: str, text: str) -> None:
    with pytest.raises(ValueNotFound, match=f"{file} has no images, and it is no kustomization"):
        edit(text, editor(added=True), file)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("kustomization.yaml", "a: 1\n"),
        ("apps/kustomization-dev.yml", "a: 1\n"),
        ("apps/Kustomization", "a: 1\n"),
        ("web.yaml", "resources: [a]\n"),
        ("web.yaml", "bases: [a]\n"),
        ("web.yaml", "components: [a]\n"),
        ("web.yaml", "namespace: a\n"),
        ("web.yaml", "images:\n"),
        ("web.yaml", "images: [{name: web}]\n"),
        ("web.yaml", "kind: Kustomization\n"),
        ("web.yaml", "kind: Component\n"),
        ("web.yaml", "apiVersion: kustomize.config.k8s.io/v1beta1\n"),
    ],
)
def test_images_are_added_to_what_may_be_a_kustomization(file: str, text: str) -> None:
    edited = yaml.safe_load(edit(text, editor(added=True), file))
    assert edited["images"] == [{"name": "web", "newTag": "1.10"}]


names = st.sampled_from(["web", "team/web", "on", "registry.example:5000/web", "a b", "1.10"])
images = st.lists(
    st.fixed_dictionaries(
        {"name": st.sampled_from(["x", "y", "z"])}, optional={"newTag": tags, "newName": tags}
    ),
    max_size=3,
)


@given(images, names, st.booleans(), st.sampled_from([None, True, False]), st.integers(0, 1))
def test_an_added_entry_is_all_that_a_reader_finds_new(
    written: list[dict[str, str]], name: str, indented: bool, flow: bool | None, before: int
) -> None:
    keys = {"resources": ["a"]} if before else {}
    written = [{"name": entry["name"], **entry} for entry in written]
    text = yaml.safe_dump(
        {**keys, "images": written, "z": 1}, default_flow_style=flow, sort_keys=False
    )
    if indented and flow is False:
        text = text.replace("\n- ", "\n  - ").replace("\n  new", "\n    new")
    made = editor(name.replace("$", "$$"), added=True)
    data = yaml.safe_load(text)
    if flow is True:
        assert "by hand" in refusal(text, made)
        return
    edited = edit(text, made)
    expected = [*data["images"], {"name": name, "newTag": "1.10"}]
    assert yaml.safe_load(edited) == {**data, "images": expected}
    assert edit(edited, made) == edited


@pytest.mark.parametrize(
    "text",
    [
        "images:\n- name: web\n  newTag: &t v1\n- name: api\n  newTag: *t\n",
        "images:\n- &w\n  name: web\n  newTag: v1\n- <<: *w\n  name: api\n",
    ],
)
def test_a_value_that_others_are_aliases_of_is_written_only_if_they_may_change(text: str) -> None:
    assert "the aliases in line" in refusal(text, editor())
    assert edit(text, editor(aliases=True)) == text.replace("v1", '"1.10"')
