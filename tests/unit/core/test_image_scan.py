"""An index is as good as what is known of the worst of its images."""

from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.image_scan import SEVERITIES, Scan, Scanned, Severity, Unscanned, of_index
from tagboat.core.registry import NotAsked

NONE_YET, NEVER = Unscanned("a", may_come=True), Unscanned("b", may_come=False)
DENIED = NotAsked("denied")
found = st.builds(Scanned, st.dictionaries(st.sampled_from(SEVERITIES[:-1]), st.integers(0, 3)))


@given(st.lists(found, min_size=1), st.sampled_from(SEVERITIES))
def test_an_index_is_refused_if_one_of_its_images_is(scans: list[Scan], severity: Severity) -> None:
    whole = of_index(scans)
    assert isinstance(whole, Scanned)
    refused = [one.worse_than(severity) for one in scans if isinstance(one, Scanned)]
    assert whole.worse_than(severity) == any(refused)


@given(st.permutations([Scanned({}), NONE_YET, NEVER, DENIED]))
def test_what_is_not_known_of_one_is_not_known_of_the_index(scans: list[Scan]) -> None:
    assert of_index(scans) == DENIED
    rest = [one for one in scans if one != DENIED]
    assert of_index(rest) == Unscanned("of one of the images of its index, b", may_come=False)
    rest = [one for one in rest if one != NEVER]
    assert of_index(rest) == Unscanned("of one of the images of its index, a", may_come=True)


def test_an_index_of_nothing_is_not_scanned() -> None:
    assert of_index([]) == Unscanned("it is an index without images", may_come=False)
