"""An image is written once its scan is complete and has found nothing too bad."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.errors import InvalidRules
from tagboat.core.image_scan import (
    SEVERITIES,
    Scan,
    Scanned,
    ScannedImage,
    Severity,
    Unscanned,
)
from tagboat.core.outcomes import Kind
from tagboat.core.registry import NotAsked
from tagboat.core.restraints.standing import standing
from tagboat.core.rules.load import load_rules
from tagboat.core.selection import select
from tests.image_pushes import NOON, image_push
from tests.rule_sets import DEFAULTS, rule, rules

WEB = image_push("1.0", digest=f"sha256:{'1' * 64}")
NONE_YET = Unscanned("ECR knows of no scan of it", may_come=True)
RATED: tuple[Severity, ...] = ("CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL")


def held(
    scan: Scan | None,
    severity: str = "HIGH",
    wait: str = "15m",
    after: timedelta = timedelta(minutes=5),
) -> str | None:
    """Why an image is held some time after its push; None if it may be written."""
    rule_set = rules(rule(require={"scan": {"max_severity": severity, "wait": wait}}))
    scans = {} if scan is None else {ScannedImage.of(WEB): scan}
    selection = select([WEB], rule_set, now=NOON + after, scans=scans)
    if selection.chosen:
        assert selection.outcomes == ()
        return None
    (outcome,) = selection.outcomes
    assert outcome.kind is Kind.HELD
    return outcome.reason


def test_a_finding_that_is_too_bad_holds_an_image_and_is_told_with_the_others() -> None:
    found = Scanned({"LOW": 5, "MEDIUM": 9, "CRITICAL": 1, "HIGH": 0})
    assert held(found) == (
        "its scan found 1 CRITICAL, 9 MEDIUM, 5 LOW, and the rule's 'require' allows HIGH at most:"
        " see https://us-east-1.console.aws.amazon.com/ecr/repositories/private/123456789012/"
        f"team/web/_/image/sha256:{'1' * 64}/scan-results?region=us-east-1; push an image without"
        " them, or change 'max_severity' to release this one"
    )


def test_what_may_be_found_at_most_may_be_found() -> None:
    assert held(Scanned({"HIGH": 61, "MEDIUM": 62})) is None
    assert held(Scanned({"CRITICAL": 1}), "CRITICAL") is None
    assert held(Scanned({}), "NONE") is None
    assert held(Scanned({"CRITICAL": 0}), "NONE") is None


def test_no_finding_at_all_may_be_asked_for() -> None:
    assert "found 1 UNDEFINED, and the rule's 'require' allows none" in str(
        held(Scanned({"UNDEFINED": 1}), "NONE")
    )


@pytest.mark.parametrize("unrated", ["UNDEFINED", "UNTRIAGED"])
def test_what_nobody_has_rated_ranks_below_all_that_is_rated(unrated: str) -> None:
    for severity in ("INFORMATIONAL", "UNDEFINED", "UNTRIAGED"):
        assert held(Scanned({unrated: 3}), severity) is None
    for name in RATED:
        assert held(Scanned({name: 1}), unrated) is not None


def test_a_severity_that_is_not_known_is_worse_than_any() -> None:
    found = held(Scanned({"APOCALYPTIC": 1, "CRITICAL": 2}), "CRITICAL")
    assert "found 1 APOCALYPTIC, 2 CRITICAL" in str(found)


@given(
    st.dictionaries(st.sampled_from(SEVERITIES[:-1]), st.integers(0, 3)),
    st.sampled_from(SEVERITIES),
    st.sampled_from(SEVERITIES),
)
def test_who_allows_more_holds_less(counts: dict[str, int], one: Severity, other: Severity) -> None:
    strict, lax = sorted((one, other), key=SEVERITIES.index, reverse=True)
    found = Scanned(counts)
    assert found.worse_than(strict) >= found.worse_than(lax)
    assert found.worse_than("NONE") == any(counts.values())
    assert not found.worse_than("CRITICAL")


def test_an_image_waits_for_its_scan_for_as_long_as_the_rule_says() -> None:
    assert held(NONE_YET) == (
        "waits for its scan until 2026-03-02 12:15:00 UTC: ECR knows of no scan of it; it is"
        " written once its scan lets it"
    )
    after = timedelta(minutes=15)
    assert "waits for its scan until" in str(held(NONE_YET, after=after - timedelta(seconds=1)))
    assert held(NONE_YET, after=after) == (
        "no scan result 15m after its push: ECR knows of no scan of it; let ECR scan the image"
        " repository on push, or remove 'require' to release the image"
    )
    assert "waits for its scan until 2026-03-03 12:00:00" in str(held(NONE_YET, wait="1d"))


def test_an_image_that_is_never_scanned_is_held_at_once() -> None:
    never = Unscanned("ECR says UNSUPPORTED_IMAGE", may_come=False)
    assert held(never) == (
        "it has no scan: ECR says UNSUPPORTED_IMAGE; remove 'require' to release the image"
    )


def test_an_image_is_held_where_nobody_may_ask() -> None:
    assert held(NotAsked("ECR could not be asked")) == (
        "its scan is not known, since ECR could not be asked; mend that, or remove 'require' to"
        " release the image"
    )


def test_nothing_is_said_of_an_image_that_nobody_has_asked_about() -> None:
    assert held(None) is None


def test_a_push_in_a_far_future_waits() -> None:
    push = image_push(pushed_at=datetime.max.replace(tzinfo=UTC))
    rule_set = rules(rule(require={"scan": {"max_severity": "HIGH"}}))
    selection = select([push], rule_set, now=NOON, scans={ScannedImage.of(push): NONE_YET})
    assert [one.kind for one in selection.outcomes] == [Kind.HELD]


def test_an_older_image_whose_scan_lets_it_is_written_meanwhile() -> None:
    newer = image_push("1.1", at=60)
    rule_set = rules(rule(require={"scan": {"max_severity": "HIGH"}}))
    scans = {ScannedImage.of(WEB): Scanned({}), ScannedImage.of(newer): Scanned({"CRITICAL": 1})}
    selection = select([WEB, newer], rule_set, now=NOON, scans=scans)
    assert [one.candidate.push for one in selection.chosen] == [WEB]
    assert [(one.push, one.kind) for one in selection.outcomes] == [(newer, Kind.HELD)]


def test_images_that_move_together_wait_for_the_scan_of_each() -> None:
    api = image_push("1.0", "team/api")
    web_rule = rule(name="web", require={"scan": {"max_severity": "LOW"}})
    rule_set = rules(web_rule, rule("team/api", name="api"), together=[["web", "api"]])
    scans = {ScannedImage.of(WEB): Scanned({"HIGH": 1})}
    selection = select([WEB, api], rule_set, now=NOON, scans=scans)
    assert selection.chosen == ()
    reasons = {one.rule: one.reason for one in selection.outcomes}
    assert reasons["web"].startswith("its scan found 1 HIGH")
    assert reasons["api"].startswith("waits for team/web of rule 'web': its scan found 1 HIGH")


def test_other_rules_do_not_wait() -> None:
    rule_set = rules(rule(require={"scan": {"max_severity": "LOW"}}), rule())
    scans = {ScannedImage.of(WEB): Scanned({"HIGH": 1})}
    selection = select([WEB], rule_set, now=NOON, scans=scans)
    assert [one.rule.name for one in selection.chosen] == ["rule-1"]
    assert standing(rule_set, NOON) == ()


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("eu-west-1", "eu-west-1.console.aws.amazon.com"),
        ("us-gov-west-1", "us-gov-west-1.console.amazonaws-us-gov.com"),
        ("cn-north-1", "cn-north-1.console.amazonaws.cn"),
    ],
)
def test_the_console_is_that_of_the_region(region: str, host: str) -> None:
    image = ScannedImage.of(image_push(region=region))
    assert image.console.startswith(f"https://{host}/ecr/repositories/private/123456789012/")


@pytest.mark.parametrize(
    ("require", "path", "what"),
    [
        ({}, "require", "the key 'scan' is missing"),
        ({"scan": {}}, "require.scan", "the key 'max_severity' is missing"),
        (
            {"scan": {"max_severity": "high"}},
            "require.scan.max_severity",
            "'high' is not known; known are 'CRITICAL', 'HIGH', 'INFORMATIONAL', 'LOW', 'MEDIUM'",
        ),
        (
            {"scan": {"max_severity": "HIGH", "wait": "0m"}},
            "require.scan.wait",
            "'0m' is no time at all",
        ),
        (
            {"scan": {"max_severity": "HIGH", "wait": "soon"}},
            "require.scan.wait",
            "it has to be a duration such as 2h, 90m or 1d12h",
        ),
    ],
)
def test_a_mistake_in_what_is_required_is_told(
    require: dict[str, object], path: str, what: str
) -> None:
    text = f"""
version: 1
rules:
  - name: web
    image: team/web
    require: {require}
    targets: [{{file: tag}}]
"""
    with pytest.raises(InvalidRules) as caught:
        load_rules(text, "r", DEFAULTS)
    (finding,) = caught.value.findings
    assert finding.path == path
    assert what in finding.what
