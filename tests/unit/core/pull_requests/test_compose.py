"""What a pull request says: what all changes say alike is said once."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tagboat.core import commit_message
from tagboat.core.changes import Change
from tagboat.core.pull_requests.compose import LONGEST_TITLE, Text, compose
from tagboat.core.pull_requests.table import LONGEST, table
from tagboat.core.pull_requests.wording import Wording
from tests.unit.core.pull_requests.test_record import change


def worded(
    title: str = "",
    above: str = "",
    below: str = "",
    labels: tuple[str, ...] = (),
    tag: str = "1.0",
) -> Change:
    return replace(change(tag), wording=Wording(title, above, below, labels))


def composed(*changes: Change) -> Text:
    return compose(changes, commit_message.compose(changes))


def test_without_a_title_it_is_called_as_its_commit_is() -> None:
    assert composed(worded()).title == "To 1.0"


def test_a_title_that_all_changes_share_is_the_title() -> None:
    assert composed(worded("Deploy\n web"), worded("Deploy web", tag="2")).title == "Deploy web"


def test_titles_that_differ_give_way_to_the_headline_of_the_commit() -> None:
    one, other = worded("Deploy 1.0"), worded("Deploy 2", tag="2")
    assert composed(one, other).title == commit_message.compose([one, other]).headline


def test_the_table_stands_where_the_body_has_it() -> None:
    one = worded(above="Please look.\n", below="Thanks")
    assert composed(one).body == f"Please look.\n\n{table([one])}\n\nThanks"


def test_bodies_that_differ_stand_in_turn_and_the_table_once() -> None:
    one, other = worded(above="Web"), worded(above="Api", tag="2")
    assert composed(one, other, one).body.startswith("Web\n\nApi\n\n| Change ")


def test_labels_of_all_changes_are_put_on_it_once_and_empty_ones_not() -> None:
    one, other = worded(labels=("a", "b")), worded(labels=("b", " ", "c"), tag="2")
    assert composed(one, other).labels == ("a", "b", "c")


long_texts = st.text("ab `|\n", max_size=12_000)


@given(long_texts, long_texts, long_texts)
def test_nothing_is_longer_than_the_strictest_host_takes(
    title: str, above: str, below: str
) -> None:
    text = composed(worded(title, above, below))
    assert len(text.title) <= LONGEST_TITLE
    assert len(text.body) <= LONGEST + len("\n\n\n\n…")
    assert "| Change |" in text.body


def test_a_label_that_its_variables_make_too_long_is_cut() -> None:
    assert composed(worded(labels=(f"v-{'1' * 100}",))).labels == (f"v-{'1' * 47}…",)
