"""The rules of a branch by themselves, for those who want to know what they are about."""

from tagboat.core.rules.rule import RuleSet
from tagboat.core.rules.source import RulesSource
from tagboat.core.snapshot import Snapshot
from tagboat.git_hosts.base import GitHost


def read_rules(git_host: GitHost, rules: RulesSource, branch: str) -> RuleSet:
    """Read the rules, and what people hold.

    Raises:
        InvalidRules: They are missing or do not load.
        RetryableError: Read again later.
        HostError: The branch or the repository cannot be read.
    """
    paths = rules.paths
    return rules.load(git_host.read(branch, paths) if paths else Snapshot(branch, "", {}))
