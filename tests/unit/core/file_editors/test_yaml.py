"""A value in a YAML file: found by its path, written in its style, or refused with a reason."""

import re
from typing import Any

import pytest

from tagboat.core.errors import FileTooLarge, TargetError, ValueNotFound
from tagboat.core.file_editors.limits import DEEPEST, LARGEST_TEXT
from tagboat.core.file_editors.value_path import ValuePath
from tagboat.core.file_editors.yaml import Yaml
from tagboat.core.file_editors.yaml_text.documents import DocumentChoice
from tagboat.core.file_editors.yaml_text.events import DIRECTIVES
from tagboat.core.file_editors.yaml_text.reader import MOST_DOCUMENTS, MOST_NODES

FILE = "values.yaml"


def editor(path: str, **settings: Any) -> Yaml:
    return Yaml(path=ValuePath.parse(path, None), **settings)


def edit(text: str, path: str, value: str = "v2", **settings: Any) -> str:
    made = editor(path, **settings)
    places = made.find(text, FILE, {})
    return made.write(text, FILE, [(place, value) for place in places])


def refusal(text: str, path: str, value: str = "v2", **settings: Any) -> str:
    with pytest.raises(TargetError) as caught:
        edit(text, path, value, **settings)
    return str(caught.value)


def document(**values: str) -> DocumentChoice:
    return DocumentChoice(
        values=tuple((ValuePath.parse(path, None), value) for path, value in values.items())
    )


def test_a_place_says_where_it_is_and_what_stands_there() -> None:
    (place,) = editor("spec.image").find("spec:\n  a: 1\n  image:  'web:v1'\n", FILE, {})
    assert (place.where, place.line, place.column, place.old) == ("spec.image", 3, 11, "web:v1")


@pytest.mark.parametrize(
    ("old", "value", "new"),
    [
        ("v1", "1.10", '"1.10"'),
        ("v1", "0123", '"0123"'),
        ("v1", "1e5", '"1e5"'),
        ("v1", "12e4", '"12e4"'),
        ("v1", "1_000", '"1_000"'),
        ("v1", "0o17", '"0o17"'),
        ("v1", "0x1f", '"0x1f"'),
        ("v1", "0b11", '"0b11"'),
        ("v1", "on", '"on"'),
        ("v1", "y", '"y"'),
        ("v1", "No", '"No"'),
        ("v1", "null", '"null"'),
        ("v1", "~", '"~"'),
        ("v1", ".5", '".5"'),
        ("v1", ".inf", '".inf"'),
        ("v1", "12:30", '"12:30"'),
        ("v1", "2024-01-01", '"2024-01-01"'),
        ("v1", "2024-01-01T10:00:00Z", '"2024-01-01T10:00:00Z"'),
        ("v1", "<<", '"<<"'),
        ("v1", "*a", '"*a"'),
        ("v1", "&a", '"&a"'),
        ("v1", "!a", '"!a"'),
        ("v1", "%a", '"%a"'),
        ("v1", "@a", '"@a"'),
        ("v1", "a: b", '"a: b"'),
        ("v1", "a #b", '"a #b"'),
        ("v1", "a:", '"a:"'),
        ("v1", 'say "x"', 'say "x"'),
        ("v1", '"', '"\\""'),
        ("v1", "web:v2@sha256:00", "web:v2@sha256:00"),
        ("v1", "1.2.3", "1.2.3"),
        ("v1", "1234567e", "1234567e"),
        ("1.9", "1.8", "1.8"),
        ("1.9", "1.10", '"1.10"'),
        ("17", "18", "18"),
        ("17", "018", '"018"'),
        ("17", "9007199254740993", '"9007199254740993"'),
        ("true", "false", "false"),
        ("true", "off", '"off"'),
        ("~", "v2", "v2"),
        ("'v1'", "it's", "'it''s'"),
        ("'v1'", "1.10", "'1.10'"),
        ('"v1"', 'a\\b"c', '"a\\\\b\\"c"'),
        ("!Sub v1", "1.10", "!Sub 1.10"),
        ("!!str 1.9", "1.10", "!!str 1.10"),
        ("&a !x   'v1'", "v2", "&a !x   'v2'"),
        ("!<tag:example.org,2026:x> v1", "v2", "!<tag:example.org,2026:x> v2"),
        ("&a", "v2", "&a v2"),
        ("!Ref", "v2", "!Ref v2"),
    ],
)
def test_a_value_keeps_its_style_and_its_type(old: str, value: str, new: str) -> None:
    for end in ("\n", "  # a comment\n", "\nb: 1\n", "\r\n"):
        assert edit(f"a: {old}{end}", "a", value) == f"a: {new}{end}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:", "a: v2"),
        ("a:\n", "a: v2\n"),
        ("a:   # empty\n", "a: v2   # empty\n"),
        ("a: \nb: 1\n", "a: v2 \nb: 1\n"),
        ("{a: , b: 1}\n", "{a: v2, b: 1}\n"),
        ("{a: 1, b}\n", "{a: v2, b}\n"),
        ("a: |\n  v1\n\nb: 1\n", "a: |\n  v2\n\nb: 1\n"),
        ("a: >+\r\n  v1\r\n\r\nb: 1\r\n", "a: >+\r\n  v2\r\n\r\nb: 1\r\n"),
        ("a: |- # c\n    v1", "a: |- # c\n    v2"),
        ("a:\n  # c\n  v1 # d\n", "a:\n  # c\n  v2 # d\n"),
        ("a: v\n  w\nb: 1\n", "a: v2\nb: 1\n"),
        ("a: 'v\n\n  w'\nb: 1\n", "a: 'v2'\nb: 1\n"),
        ("? a\n: v1\n", "? a\n: v2\n"),
        ("? [x]\n: y\na: v1\n", "? [x]\n: y\na: v2\n"),
        ("%YAML 1.1\n---\na: v1\n...\n", "%YAML 1.1\n---\na: v2\n...\n"),
        ('{"a":"v1","b":[1,2]}', '{"a":"v2","b":[1,2]}'),
        ("\ufeffa: v1", "\ufeffa: v2"),
        ("a: v1\t# tab\n", "a: v2\t# tab\n"),
        ("# \u2028 \x85\na: v1 # \u2028\nb: 1\n", "# \u2028 \x85\na: v2 # \u2028\nb: 1\n"),
        ("&k a: v1\n*k : w\n", None),
    ],
)
def test_a_value_is_replaced_in_every_layout(text: str, expected: str | None) -> None:
    if expected is None:
        assert "twice" in refusal(text, "a")
    else:
        assert edit(text, "a") == expected


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("image.tga", "has no value at image.tga: image has no key 'tga'; did you mean 'tag'?"),
        ("imago.tag", "did you mean 'image'?"),
        ("image.tag.x", "image.tag is a value without keys"),
        ("image", "line 2"),
        ("list[7]", "a list of 2"),
        ("list.x", "a list of 2"),
        ("list", "a list or keys with values"),
        ("$.list[?@.a==2].tag", "nothing matches"),
    ],
)
def test_a_path_that_leads_nowhere_is_told_with_what_is_there(path: str, says: str) -> None:
    said = refusal("image:\n  tag: v1\nlist:\n- a: 1\n- b\n", path)
    assert said.startswith(FILE)
    assert says in said


@pytest.mark.parametrize("path", ["image.tga", "$..tga", "x[0]"])
def test_a_value_that_may_be_missing_has_no_place(path: str) -> None:
    text = "image: {tag: v1}\n"
    assert edit(text, path, optional=True) == text


def test_several_values_are_refused_unless_all_are_meant() -> None:
    text = "- {image: v1}\n- {image: v0}\n- {other: v1}\n"
    said = refusal(text, "$[*].image")
    assert "2 values at $[*].image: [0].image (line 1), [1].image (line 2)" in said
    assert "matches: all" in said
    assert edit(text, "$[*].image", every=True) == text.replace("v1}", "v2}", 1).replace("v0", "v2")


def test_queries_compare_values_as_yaml_1_2_reads_them() -> None:
    text = (
        "- {n: 80, t: a}\n- {n: '80', t: b}\n- {n: true, t: c}\n- {n: , t: d}\n- {n: 1.5, t: e}\n"
    )
    for query, old in [
        ("@.n==80", "a"),
        ("@.n=='80'", "b"),
        ("@.n==true", "c"),
        ("@.n==null", "d"),
        ("@.n>1 && @.n<2", "e"),
        ("match(@.t, '[f-z]|a')", "a"),
    ]:
        (place,) = editor(f"$[?{query}].t").find(text, FILE, {})
        assert place.old == old


def test_variables_stand_for_keys() -> None:
    made = editor("services.$IMAGE_NAME.tag")
    (place,) = made.find("services: {a.b: {tag: v1}}\n", FILE, {"IMAGE_NAME": "a.b"})
    assert place.old == "v1"


ANCHORED = (
    "base: &b\n  image: {tag: v1}\nweb: *b\napi:\n  <<: *b\nown:\n  <<: *b\n  image: {tag: v0}\n"
)


@pytest.mark.parametrize("path", ["base.image.tag", "web.image.tag", "api.image.tag"])
def test_a_value_that_counts_elsewhere_too_is_changed_only_if_the_rule_allows_it(path: str) -> None:
    said = refusal(ANCHORED, path)
    assert "in line 2, and the aliases in line 3, 5, 7" in said
    assert "aliases: allow" in said
    assert edit(ANCHORED, path, aliases=True) == ANCHORED.replace("tag: v1", "tag: v2")


def test_an_own_value_beside_a_merge_key_is_nobody_else_s() -> None:
    assert edit(ANCHORED, "own.image.tag") == ANCHORED.replace("v0", "v2")


def test_the_first_of_several_merged_mappings_counts() -> None:
    text = "a: &a {x: 1, t: v0}\nb: &b {t: v1}\nc: {<<: [*b, *a]}\n"
    assert edit(text, "c.t", aliases=True) == text.replace("v1", "v2")
    assert edit(text, "c.x", "7", aliases=True) == text.replace("x: 1", "x: 7")


def test_an_anchor_without_aliases_is_nothing_special() -> None:
    assert edit("a: &x v1\nb: 1\n", "a") == "a: &x v2\nb: 1\n"


def test_an_anchor_that_is_defined_again_is_another_one() -> None:
    text = "a: &x v1\nb: &x w\nc: *x\n"
    assert edit(text, "a") == text.replace("v1", "v2")
    assert "aliases in line 3" in refusal(text, "b")


def test_aliases_that_lead_nowhere_or_in_a_circle_end() -> None:
    assert "no anchor &x" in refusal("a: *x\n", "a")
    assert "has no value at a[0][0]" in refusal("a: &x [*x]\n", "a[0][0]")
    assert "circle" in refusal("a: &x [*x]\nb: v1\n", "$..b")


DOCUMENTS = "kind: A\nname: {n: x}\ntag: v1\n---\nkind: B\nname: {n: y}\ntag: v1\n---\nother: 1\n"


def test_a_document_is_chosen_by_its_index_or_by_what_it_holds() -> None:
    first, second, third = DOCUMENTS.split("---\n")
    changed = second.replace("v1", "v2")
    expected = f"{first}---\n{changed}---\n{third}"
    assert edit(DOCUMENTS, "tag", document=DocumentChoice(index=1)) == expected
    assert edit(DOCUMENTS, "tag", document=document(kind="B")) == expected
    assert edit(DOCUMENTS, "tag", document=document(**{"kind": "B", "name.n": "y"})) == expected
    assert edit(DOCUMENTS, "$..tag", document=document(kind="B")) == expected


def test_all_documents_are_meant_unless_one_is_chosen() -> None:
    assert "tag in document 0 (line 3), tag in document 1 (line 7)" in refusal(DOCUMENTS, "tag")
    assert edit(DOCUMENTS, "tag", every=True) == DOCUMENTS.replace("v1", "v2")
    assert edit(DOCUMENTS, "other") == DOCUMENTS.replace("other: 1", "other: v2")


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        (DocumentChoice(index=3), "3 documents, and none with the index 3"),
        (document(kind="C"), "none of them with kind: C"),
        (document(kind="A", other="1"), "none of them with kind: A, other: 1"),
    ],
)
def test_a_document_that_is_not_there_is_told(chosen: DocumentChoice, says: str) -> None:
    assert says in refusal(DOCUMENTS, "tag", document=chosen)


@pytest.mark.parametrize("chosen", [DocumentChoice(index=3), document(kind="C")])
def test_where_no_document_is_meant_a_value_may_be_missing(chosen: DocumentChoice) -> None:
    assert edit(DOCUMENTS, "tag", document=chosen, optional=True) == DOCUMENTS


@pytest.mark.parametrize("text", ["", "# nothing\n", "\ufeff\r\n"])
def test_a_file_without_documents_has_no_value_which_may_be_missing(text: str) -> None:
    assert "has 0 documents" in refusal(text, "a")
    assert edit(text, "a", optional=True) == text


@pytest.mark.parametrize(
    "text",
    [
        "{{- if .Values.x }}\na: v1\n{{- end }}\n",
        "a: {{ .Values.tag }}\n",
        "a: {{ .Values.x }}:{{ .Values.y }}\n",
        "a: {{ .x }} # c\n",
    ],
)
def test_a_template_is_refused_with_a_hint_at_the_regex_editor(text: str) -> None:
    said = refusal(text, "a")
    assert "template" in said
    assert "'regex'" in said


def test_a_template_elsewhere_in_a_text_that_is_yaml_does_no_harm() -> None:
    text = "a: v1\nb: {{ x }}\nc: '{{ y }}'\n"
    assert edit(text, "a") == text.replace("v1", "v2")


@pytest.mark.parametrize(
    "text", ["a: [", "a: 'x", "\ta: 1", "a: b: c", "@", "a: \x00", "%", "a: !<"]
)
def test_what_is_no_yaml_is_refused_with_its_place(text: str) -> None:
    assert re.match(rf"{FILE} cannot be read as YAML: .+", refusal(text, "a"))


@pytest.mark.parametrize(
    "text",
    ["a: 1\nb: 2\na: 3\n", "x: {a: {b: 1, b: 2}}\n", "<<: {x: 1}\na: 1\n<<: {y: 1}\n"],
)
def test_a_key_that_stands_twice_on_the_path_is_refused_with_both_lines(text: str) -> None:
    said = refusal(text, "x.a.b" if "x: {a" in text else "a")
    assert re.search(r"twice, in lines \d and \d\. Remove one", said)


def test_a_key_that_stands_twice_elsewhere_does_no_harm() -> None:
    assert edit("b: {x: 1, x: 2}\na: v1\n", "a") == "b: {x: 1, x: 2}\na: v2\n"


def test_a_text_of_several_lines_is_no_value() -> None:
    assert "several lines" in refusal("a: |\n  v1\n  w\n", "a")
    assert "several lines" in refusal("a: |\n\n", "a")


@pytest.mark.parametrize("text", ["?", "? \n"])
def test_a_key_that_is_empty_has_no_name_to_find_it_by(text: str) -> None:
    assert "no value" in refusal(text, "$[*]")


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "- a\n", "text\n"])
def test_a_text_without_keys_has_no_value(text: str) -> None:
    assert FILE in refusal(text, "a")


# What was made to harm


def test_a_text_that_is_too_large_is_refused() -> None:
    with pytest.raises(FileTooLarge, match="10,000,000 characters"):
        edit("a: v1\n" + "#" * LARGEST_TEXT, "a")


@pytest.mark.parametrize("opened", ["[", "{a: ", "- ", "? "])
def test_a_text_that_is_nested_too_deeply_is_refused(opened: str) -> None:
    assert f"more than {DEEPEST} levels" in refusal("a: v1\nb:\n " + opened * 100_000, "a")


def test_a_text_with_too_many_directives_is_refused() -> None:
    assert f"more than {DIRECTIVES} lines" in refusal("\n%x" * 100_000 + "\n---\na: v1\n", "a")


LAUGHS = "a0: &a0 v1\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 30)
)


def test_a_billion_laughs_are_followed_by_a_path_and_refused_by_a_query() -> None:
    (place,) = editor("a29[0][1][2]" + "[3]" * 26, aliases=True).find(LAUGHS, FILE, {})
    assert place.old == "v1"
    assert edit(LAUGHS + "b: v1\n", "b") == LAUGHS + "b: v2\n"
    assert "too many for a query" in refusal(LAUGHS, "$..x")


def test_a_chain_of_merges_or_aliases_is_followed_to_its_end() -> None:
    chain = "a0: &a0 {t: v1}\n" + "".join(
        f"a{i}: &a{i} {{<<: *a{i - 1}}}\n" for i in range(1, 3_000)
    )
    (place,) = editor("a2999.t", aliases=True).find(chain, FILE, {})
    assert place.old == "v1"
    assert "too many for a query" in refusal(chain, "$.a2999[?@.x]")
    with pytest.raises(ValueNotFound, match="has no value"):
        edit(chain, "a2999.x", aliases=True)


@pytest.mark.parametrize("tag", ["!%ED%A0%80", "!x%C0%80", "!<%F4%90%80%80>"])
def test_a_tag_that_spells_no_utf8_is_refused(tag: str) -> None:
    assert "cannot be read as YAML" in refusal(f"a: {tag} x\nb: v1\n", "b")


def test_a_text_that_is_no_unicode_is_refused() -> None:
    assert "cannot be read as YAML" in refusal("a: \ud800\nb: v1\n", "b")
    assert "would not read back" in refusal("b: v1\n", "b", "\ud800")


@pytest.mark.parametrize("line_end", ["\r", "\x85", "\u2028", "\u2029"])
def test_directives_are_counted_behind_every_line_end(line_end: str) -> None:
    directives = "".join(f"%TAG !a{at}! x{line_end}" for at in range(DIRECTIVES + 2))
    assert "lines that begin with %" in refusal(f"{directives}---\na: v1\n", "a")


@pytest.mark.parametrize(
    ("old", "value"),
    [
        ("!!int 5", "v2"),
        ("!!int '5'", "v2"),
        ("!!float 1.5", "1.10"),
        ("!!null", "v2"),
        ("!!bool true", "v2"),
        ("!!binary aGk=", "v2"),
    ],
)
def test_a_value_that_its_tag_does_not_allow_is_refused(old: str, value: str) -> None:
    assert "would not read back" in refusal(f"a: {old}\n", "a", value)


def test_a_value_that_its_tag_allows_is_written() -> None:
    assert edit("a: !!int 5\n", "a", "6") == "a: !!int 6\n"
    assert edit("a: !!float '1.5'\n", "a", "1.6") == "a: !!float '1.6'\n"


def test_what_only_a_merge_key_holds_is_shared_with_nothing() -> None:
    assert edit("a:\n  <<: {tag: v1}\n", "a.tag") == "a:\n  <<: {tag: v2}\n"


def test_the_first_merged_mapping_wins_for_a_query_too() -> None:
    text = "x: &x {a: v1}\ny: &y {<<: {b: v1}, a: w}\nz: {m: {<<: [*x, *y]}}\n"
    expected = text.replace("{a: v1}", "{a: v2}").replace("{b: v1}", "{b: v2}")
    assert edit(text, "$.z.m[*]", every=True, aliases=True) == expected


def test_too_many_values_to_be_kept_are_refused() -> None:
    anchored = f"a: &a [{'x,' * MOST_NODES}]\nb: v1\n"
    assert "values that matter" in refusal(anchored, "b")
    assert edit(anchored.replace("&a ", ""), "b").endswith("b: v2\n")


def test_too_many_documents_are_refused() -> None:
    assert "documents" in refusal("--- {}\n" * (MOST_DOCUMENTS + 1), "b")


def test_what_ends_a_line_in_yaml_1_1_only_must_not_matter() -> None:
    assert "would not read back" in refusal("a:\nb:\n  \u2028c: v1\n", "b")
    assert edit("a: 'x\u2028y' # \x85\nb: v1\n", "b") == "a: 'x\u2028y' # \x85\nb: v2\n"


def test_a_key_is_no_value_though_an_alias_means_it() -> None:
    said = refusal("&k foo: 1\nv2: 2\nimage: *k\n", "image", aliases=True)
    assert "means the key 'foo' in line 1" in said
