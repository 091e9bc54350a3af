"""Nothing lost and nothing backwards, whatever goes wrong: `make chaos`, smaller.

In a process of its own, whose faults meet nobody else's requests.
"""

import subprocess
import sys

import pytest

from tests.documents import ROOT


@pytest.mark.parametrize(
    ("host", "seed", "rule_sets"),
    [("codecommit", 11, ["plain", "charts", "moving"]), ("github", 12, ["parameters", "plain"])],
)
def test_every_promise_is_kept_while_everything_goes_wrong(
    host: str, seed: int, rule_sets: list[str]
) -> None:
    command = [sys.executable, "-m", "chaos", "--host", host, "--seed", str(seed)]
    command += ["--pushes", "150", "--rule-sets", *rule_sets]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"make chaos SEED={seed} PUSHES=150" in done.stdout
