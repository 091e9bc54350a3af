"""The use case of doctor: what is known is told, whatever cannot be."""

from collections.abc import Collection, Sequence

from tagboat.core import errors
from tagboat.core.examination import Check, Needs, Subject, Verdict, ok
from tagboat.core.rules.source import RulesFile, RulesFromParameters, RulesSource
from tagboat.core.snapshot import Snapshot
from tagboat.examine_infra_repo import ExamineInfraRepo
from tests.in_memory_git_host import InMemoryGitHost
from tests.rule_sets import DEFAULTS

RULES = b"version: 1\nrules: [{name: a, image: web, targets: [{file: tag}]}]\n"
FILE = RulesFile("rules.yaml", DEFAULTS)


class Host(InMemoryGitHost):
    """Reads as it is told, and keeps what it was asked for."""

    def __init__(self, files: dict[str, bytes], refusal: Exception | None = None) -> None:
        super().__init__(files)
        self.refusal = refusal
        self.broken: Exception | None = None
        self.needs: list[Needs] = []

    def read(
        self,
        branch: str,
        paths: Collection[str],
        *,
        at: str | None = None,
        proposals: Collection[str] = (),
    ) -> Snapshot:
        if self.refusal is not None:
            raise self.refusal
        return super().read(branch, paths, at=at, proposals=proposals)

    def examine(self, needs: Needs) -> Sequence[Check]:
        self.needs.append(needs)
        if self.broken is not None:
            raise self.broken
        return [ok(Subject.COMMIT, "yes"), ok(Subject.CREDENTIALS, "yes")]


def found(host: Host, rules: RulesSource = FILE) -> list[tuple[str, str]]:
    return [
        (one.subject.value, one.verdict.value) for one in ExamineInfraRepo(host, rules, "main")()
    ]


def test_checks_come_in_the_order_of_what_hangs_on_what() -> None:
    assert found(Host({"rules.yaml": RULES})) == [
        ("credentials", "ok"),
        ("read", "ok"),
        ("rules", "ok"),
        ("commit", "ok"),
    ]


def test_what_cannot_be_read_for_want_of_a_permission_is_looked_at_all_the_same() -> None:
    host = Host({}, errors.PermissionMissing("no contents"))
    assert found(host)[1:] == [("read", "missing"), ("commit", "ok")]
    assert host.needs == [Needs(branch="main")]


def test_nothing_more_is_asked_of_a_host_that_cannot_answer() -> None:
    for error in (errors.HostUnavailable("down"), errors.BranchMissing("no branch")):
        host = Host({}, error)
        verdict = "unknown" if isinstance(error, errors.RetryableError) else "missing"
        assert found(host) == [("read", verdict), ("commit", "unknown")]
        assert host.needs == []


def test_rules_of_the_parameters_need_no_file() -> None:
    def parameters(tags: str) -> RulesFromParameters:
        return RulesFromParameters(
            image="team/web", tags=tags, destination_file="tag", defaults=DEFAULTS
        )

    assert ("rules", "ok") in found(Host({"tag": b"v1\n"}), parameters(".+"))
    assert ("rules", "missing") in found(Host({"tag": b"v1\n"}), parameters("("))


def test_a_host_that_cannot_be_examined_costs_nothing_that_is_known() -> None:
    host = Host({"rules.yaml": RULES})
    host.broken = errors.Throttled("a pause")
    assert found(host) == [("read", "ok"), ("rules", "ok"), ("commit", "unknown")]
    host.broken = KeyError("a defect")
    checks = ExamineInfraRepo(host, FILE, "main")()
    assert (checks[-1].verdict, "Please report it" in checks[-1].says) == (Verdict.UNKNOWN, True)
