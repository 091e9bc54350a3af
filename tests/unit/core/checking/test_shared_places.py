"""Places that pushes of different images would fight over."""

from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.checking.shared_places import PlaceOfImage, shared_places
from tagboat.core.file_editors.base import Place


def written(
    rule: str, image: str, start: int = 4, *, file: str = "f", where: str = "a", length: int = 1
) -> PlaceOfImage:
    place = Place(
        where=where, line=1, column=5, role="value", old="1", start=start, end=start + length
    )
    return PlaceOfImage(rule, image, file, place)


def whats(*places: PlaceOfImage) -> list[str]:
    return [finding.what for finding in shared_places(places)]


def test_every_rule_and_image_of_a_place_is_told_once() -> None:
    found = whats(
        written("one", "web"),
        written("one", "web"),
        written("two", "api"),
        written("two", "web"),
        written("three", "job"),
    )
    (what,) = found
    assert what == (
        "rule 'one' writes web, rule 'two' writes api and web and rule 'three' writes job here, so"
        " that each push undoes the other's. Mend the path of one of them."
    )


def test_however_a_place_is_called_it_is_the_same() -> None:
    assert len(whats(written("one", "web"), written("two", "api", where="line 1"))) == 1


def test_places_that_are_to_be_added_are_told_by_their_names() -> None:
    web, api = (written("r", name, 0, where=name, length=0) for name in ("web", "api"))
    assert whats(web, api) == []
    assert len(whats(web, written("r", "api", 0, where="web", length=0))) == 1


places = st.builds(
    written,
    st.sampled_from(["one", "two"]),
    st.sampled_from(["web", "api"]),
    st.sampled_from([0, 4]),
    file=st.sampled_from("fg"),
)


@given(st.lists(places))
def test_a_place_is_found_exactly_if_it_has_two_images(given_places: list[PlaceOfImage]) -> None:
    images: dict[tuple[str, int], set[str]] = {}
    for one in given_places:
        images.setdefault((one.file, one.place.start), set()).add(one.repository)
    expected = [file for (file, _), names in images.items() if len(names) > 1]
    assert [finding.file for finding in shared_places(given_places)] == expected
