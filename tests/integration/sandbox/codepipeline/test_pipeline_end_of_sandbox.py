"""A sandbox that stops leaves nothing running, whatever its pipelines are doing."""

import subprocess
import sys
import textwrap
from pathlib import Path

PROGRAM = """
    import json, threading
    from pathlib import Path
    from sandbox.aws.server import AwsServer
    from tests.integration.sandbox.codepipeline.workshop import Workshop, approval, stage

    with AwsServer(Path({folder!r})) as aws:
        workshop = Workshop(aws, "ends-with-it")
        workshop.create(workshop.source(), stage("Ask", approval()))
        workshop.token("Ask")
        workshop.start()
    names = [thread.name for thread in threading.enumerate()]
    assert not [name for name in names if name.startswith("codepipeline")], names
    print("all ended")
"""


def test_executions_that_wait_end_with_the_sandbox(tmp_path: Path) -> None:
    program = textwrap.dedent(PROGRAM.format(folder=str(tmp_path / "aws")))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=Path(__file__).parents[4],
        check=False,
    )
    assert (done.stdout, done.returncode) == ("all ended\n", 0), done.stderr
