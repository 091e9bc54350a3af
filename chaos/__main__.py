"""`make chaos`: faults on both main git hosts, judged; docs/reliability.md if all is well."""

import argparse
import shlex
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from chaos.document import HOST_NAMES, document
from chaos.evidence import keep
from chaos.figures import Figures, figures
from chaos.plan import plan
from chaos.rule_sets import RULE_SETS, RuleSet
from chaos.run import Run
from chaos.stage import Clock, set_up
from chaos.weather import weather_of
from sandbox.local_cloud import LocalCloud
from sandbox.sam_application import ROOT, WORK

_LOST = 0.05
"""The share of pushes that no event tells of."""
_MOST_SHOWN = 40


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; the exit code is 1 if a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m chaos", description=__doc__)
    parser.add_argument("--host", choices=HOST_NAMES, help="one git host alone")
    parser.add_argument("--seed", type=int, default=1, help="what decides everything")
    parser.add_argument("--pushes", type=int, default=2_000, help="on each git host")
    parser.add_argument("--rule-sets", nargs="+", choices=RULE_SETS, default=list(RULE_SETS))
    options = parser.parse_args(arguments)
    rule_sets = [RULE_SETS[name] for name in options.rule_sets]
    hosts = [options.host] if options.host else list(HOST_NAMES)
    found = [_run(host, options.seed, options.pushes, rule_sets) for host in hosts]
    if any(one.complaints for one in found):
        return 1
    page = document(options.seed, options.pushes, found)
    if hosts == list(HOST_NAMES) and rule_sets == list(RULE_SETS.values()):
        (ROOT / "docs/reliability.md").write_text(page)
        _say("docs/reliability.md is written")
    print(page)
    return 0


def _run(host: str, seed: int, pushes: int, rule_sets: Sequence[RuleSet]) -> Figures:
    begun, clock = time.monotonic(), Clock()
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalCloud(Path(folder), github_clock=clock) as cloud,
    ):
        _say(f"{host}: deploying {len(rule_sets)} stacks")
        stage = set_up(cloud, host, rule_sets, clock)
        run = Run(stage, plan(seed, pushes, rule_sets, lost=_LOST), _say)
        weather = weather_of(seed, cloud, host, lambda: run.doing.stale(), run.doing.kill)
        run(weather)
        case = run.case()
        complaints = case.complaints()
        if complaints:
            file = WORK / "chaos" / f"{host}-{seed}.json"
            keep(case, complaints, file)
            again = f"--host {host} --seed {seed} --pushes {pushes} --rule-sets"
            names = shlex.join(one.name for one in rule_sets)
            _say(f"python -m chaos {again} {names}: {len(complaints)} promises were broken")
            _say("\n".join([*complaints[:_MOST_SHOWN], f"All of it is in {file}"]))
        return figures(run, weather, case, len(complaints), time.monotonic() - begun)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
