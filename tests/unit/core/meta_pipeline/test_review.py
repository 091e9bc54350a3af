"""What a person is told before an update, and whether somebody is asked at all."""

from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.meta_pipeline.fitting import fitted
from tagboat.core.meta_pipeline.resource_change import HARMLESS, Effect, ResourceChange
from tagboat.core.meta_pipeline.review import (
    StackReview,
    losses,
    needs_approval,
    question,
    summary,
)

effects = st.sampled_from(Effect)
changes = st.builds(
    ResourceChange,
    effect=effects,
    logical_id=st.from_regex(r"[A-Z][a-z]{1,8}", fullmatch=True),
    type=st.just("AWS::S3::Bucket"),
    physical_id=st.sampled_from(["", "bucket-1"]),
    retained=st.booleans(),
    causes=st.sampled_from([(), ("BucketName",)]),
)
reviews = st.lists(
    st.builds(StackReview, st.sampled_from(["shop", "web"]), st.lists(changes).map(tuple))
)


def one(effect: Effect, *, retained: bool = False, causes: tuple[str, ...] = ()) -> StackReview:
    change = ResourceChange(
        effect=effect,
        logical_id="Orders",
        type="AWS::DynamoDB::Table",
        physical_id="orders-prod",
        retained=retained,
        causes=causes,
    )
    return StackReview("shop", (change,))


@given(reviews)
def test_somebody_is_asked_if_and_only_if_something_may_be_lost(found: list[StackReview]) -> None:
    may_be_lost = any(c.effect not in HARMLESS for review in found for c in review.changes)
    assert needs_approval(found) == may_be_lost == bool(losses(found))


@given(reviews)
def test_everything_that_may_be_lost_is_named(found: list[StackReview]) -> None:
    said = question(found, 1_000_000)
    for review in found:
        for change in review.changes:
            if not change.is_harmless:
                assert f"{review.stack}: " in said
                assert f"{change.logical_id} ({change.type}" in said


@given(reviews, st.integers(60, 1_000))
def test_the_question_fits_and_says_how_much_it_leaves_out(
    found: list[StackReview], most: int
) -> None:
    said = question(found, most)
    assert len(said) <= most
    if said.endswith(" more."):
        left_out = int(said.rpartition("… and ")[2].removesuffix(" more."))
        assert left_out + said.count("\n") - 1 == len(losses(found))


def test_what_is_deleted_is_said_first() -> None:
    found = [one(Effect.MAYBE_REPLACED), one(Effect.REPLACED), one(Effect.DELETED)]
    assert [sentence.split()[1] for sentence in losses(found)] == ["deletes", "replaces", "may"]


def test_each_loss_has_its_words() -> None:
    named = "shop: {} Orders (AWS::DynamoDB::Table, orders-prod)"
    assert losses([one(Effect.DELETED)]) == [named.format("deletes") + "."]
    assert losses([one(Effect.LEFT_BEHIND)]) == [
        named.format("takes") + " out of the stack and leaves it behind."
    ]
    assert losses([one(Effect.REPLACED, causes=("KeySchema", "TableName"))]) == [
        named.format("replaces") + ", because of KeySchema, TableName: the old one is deleted."
    ]
    assert losses([one(Effect.REPLACED, retained=True)]) == [
        named.format("replaces") + ": the old one is left behind."
    ]
    assert losses([one(Effect.MAYBE_REPLACED)]) == [
        named.format("may replace") + ": the old one would be deleted."
    ]
    assert losses([one(Effect.UNFORESEEN)]) == [
        named.format("changes") + " in ways that the change set does not foretell."
    ]


def test_the_summary_counts() -> None:
    found = StackReview("shop", (*one(Effect.ADDED).changes * 2, *one(Effect.DELETED).changes))
    assert summary([found, StackReview("web", ())], 500) == (
        "shop: 2 added, 1 deleted.\nweb: nothing to change."
    )


@given(st.lists(st.text("ab", min_size=1), min_size=1), st.integers(20, 60))
def test_texts_fit_whatever_they_are(lines: list[str], most: int) -> None:
    text = fitted(lines, most)
    assert len(text) <= most
    assert text == "\n".join(lines) or text.endswith(("more.", "…"))
