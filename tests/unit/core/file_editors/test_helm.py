"""An image's keys in a chart's values are written together."""

from typing import Any

import pytest

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.helm import Helm
from tagboat.core.file_editors.value_path import ValuePath
from tagboat.core.file_editors.yaml_text.documents import DocumentChoice

FILE = "values.yaml"
VALUES = {"tag": "1.10", "digest": "sha256:ab", "repository": "registry.example/web"}
TEXT = "web:\n  image:\n    repository: web # r\n    tag: v1 # t\n    digest: ''\n"


def editor(path: str = "web.image", *fields: str, **settings: Any) -> Helm:
    required = frozenset(fields or {"tag"})
    return Helm(path=ValuePath.parse(path, None), required=required, **settings)


def edit(text: str, made: Helm) -> str:
    places = made.find(text, FILE, {})
    return made.write(text, FILE, [(place, VALUES[place.role]) for place in places])


def refusal(text: str, made: Helm) -> str:
    with pytest.raises(ValueNotFound) as caught:
        edit(text, made)
    return str(caught.value)


def test_the_tag_is_written_and_an_empty_digest_stays_empty() -> None:
    assert edit(TEXT, editor()) == TEXT.replace("v1", '"1.10"')


@pytest.mark.parametrize("empty", ["", "~", "null", '""'])
def test_a_digest_that_is_null_or_empty_does_not_count(empty: str) -> None:
    text = TEXT.replace("''", empty)
    assert edit(text, editor()) == text.replace("v1", '"1.10"')


def test_a_digest_that_counts_is_written_with_the_tag() -> None:
    text = TEXT.replace("''", "'sha256:00'")
    assert edit(text, editor()) == text.replace("v1", '"1.10"').replace("00", "ab")


def test_a_digest_that_is_required_is_written_though_it_is_empty() -> None:
    assert edit(TEXT, editor("web.image", "digest")) == TEXT.replace("v1", '"1.10"').replace(
        "''", "'sha256:ab'"
    )


def test_a_repository_is_written_only_if_the_rule_names_it() -> None:
    edited = edit(TEXT, editor("web.image", "repository", "tag"))
    assert "repository: registry.example/web # r" in edited


def test_a_place_is_named_by_its_path() -> None:
    (place,) = editor().find(TEXT, FILE, {})
    assert (place.where, place.role, place.old) == ("web.image.tag", "tag", "v1")


@pytest.mark.parametrize(
    ("path", "fields", "says"),
    [
        ("web.imag", ["tag"], "web has no key 'imag'; did you mean 'image'?"),
        ("web.image.tag", ["tag"], "one value at web.image.tag"),
        ("web", ["tag"], "has no key 'tag'"),
    ],
)
def test_an_image_that_is_not_there_is_told(path: str, fields: list[str], says: str) -> None:
    assert says in refusal(TEXT, editor(path, *fields))


def test_an_image_that_may_be_missing_has_no_place() -> None:
    assert edit(TEXT, editor("api.image", optional=True)) == TEXT


def test_one_of_several_documents_is_chosen() -> None:
    text = f"{TEXT}---\n{TEXT}"
    made = editor("web.image", document=DocumentChoice(index=1))
    assert edit(text, made) == f"{TEXT}---\n{TEXT.replace('v1', '"1.10"')}"


def test_several_documents_with_the_image_are_refused_unless_one_is_chosen() -> None:
    text = f"a: 1\n---\n{TEXT}---\n{TEXT}"
    said = refusal(text, editor())
    assert "2 images at web.image: in document 1 (line 5), in document 2 (line 11)" in said
    assert "document: 1" in said
    assert "2 images" in refusal(text, editor(optional=True))
    chosen = editor(document=DocumentChoice(index=1))
    assert edit(text, chosen) == text.replace("v1", '"1.10"', 1)
    assert edit(f"a: 1\n---\n{TEXT}", editor()) == f"a: 1\n---\n{TEXT}".replace("v1", '"1.10"')


@pytest.mark.parametrize("text", ["", "# nothing\n", "\ufeff", TEXT])
def test_where_no_document_is_meant_an_image_may_be_missing_or_is_refused(text: str) -> None:
    document = DocumentChoice(values=((ValuePath.parse("kind", None), "Web"),))
    assert edit(text, editor(document=document, optional=True)) == text
    assert "documents, none of them with kind: Web" in refusal(text, editor(document=document))


def test_a_field_that_may_be_missing_leaves_the_whole_image_alone() -> None:
    made = editor("web.image", "tag", "digest", optional=True)
    text = "web: {image: {tag: v1}}\n"
    assert edit(text, made) == text
    assert "has no key 'digest'" in refusal(text, editor("web.image", "tag", "digest"))


def test_a_shared_image_is_changed_only_if_the_rule_allows_it() -> None:
    text = "a: &a {tag: v1}\nb: *a\n"
    assert "aliases in line 2" in refusal(text, editor("b"))
    assert edit(text, editor("b", aliases=True)) == text.replace("v1", '"1.10"')
