"""How probable each chore is, as strategies of hypothesis."""

from hypothesis import strategies as st

from tests.unit.model.chores import (
    Arrive,
    AskReconcile,
    Beside,
    Break,
    Chore,
    Delete,
    Deliver,
    Edit,
    Fate,
    Freeze,
    Hold,
    HoldFile,
    Interruption,
    Kind,
    Outage,
    Push,
    Redrive,
    Release,
    Restart,
    Suffer,
    Wait,
)

places = st.integers(0, 5)
pushes = st.builds(
    Push,
    place=places,
    tag=st.integers(-1, 8),
    again=st.sampled_from([False, False, False, True]),
    fate=st.sampled_from([Fate.ARRIVES, Fate.ARRIVES, *Fate]),
    skew=st.sampled_from([0, 0, 5]),
)
deletions = st.builds(Delete, places, st.integers(0, 8), st.booleans())
edits = st.builds(Edit, places, st.integers(-2, 3))
besides = st.builds(Beside, st.integers(-1, 5))
holds = st.builds(Hold, places)
_LINES = (None, (), ("web-dev",), ("environment prod",), ("image team/*",), ("all",), ("what?",))
hold_files = st.builds(HoldFile, st.sampled_from(_LINES))
freezes = st.builds(
    Freeze, st.none() | places, st.sampled_from([-60, 0, 300]), st.sampled_from([60, 3_600])
)
_systems = st.sampled_from(["host", "registry", "commits", "queue"])
outages = st.builds(Outage, _systems, st.sampled_from([1, 300, 2_000]))
waits = st.builds(Wait, st.sampled_from([0, 1, 30, 660, 3_600]))
plain_deliveries = st.builds(
    Deliver, st.integers(0, 1), st.integers(1, 5), st.integers(0, 5), st.booleans()
)
changes = st.one_of(edits, edits, besides)
meanwhile: st.SearchStrategy[Chore] = st.one_of(
    edits, edits, besides, besides, pushes, holds, hold_files, deletions, plain_deliveries, outages
)
_MEANWHILE = (Kind.MEANWHILE_BEFORE, Kind.MEANWHILE_AFTER)
interruptions = st.builds(
    Interruption,
    request=st.sampled_from(
        ["commit"] * 4 + ["read"] * 3 + ["describe", "find", "list", "hide", "give up", "tell"]
    ),
    nth=st.sampled_from([0, 0, 1]),
    kind=st.sampled_from([*Kind, *_MEANWHILE, *_MEANWHILE]),
    chore=meanwhile,
)
deliveries = st.builds(
    Deliver,
    function=st.integers(0, 1),
    count=st.integers(1, 6),
    order=st.integers(0, 5),
    again=st.booleans(),
    acknowledged=st.sampled_from([True, True, True, False]),
    interruptions=st.lists(interruptions, min_size=1, max_size=3).map(tuple),
)
restraints = st.one_of(
    holds, hold_files, freezes, st.builds(Break), st.builds(Release), st.builds(Release)
)
operations = st.one_of(
    deletions,
    deletions,
    st.builds(Arrive),
    st.builds(AskReconcile),
    waits,
    waits,
    outages,
    st.builds(Restart, st.integers(0, 1)),
    st.builds(Redrive),
)
sufferings = st.builds(Suffer, _systems, st.sampled_from([1, 2, 5, 6]))
