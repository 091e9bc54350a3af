"""Editors read the rules' schema with JavaScript: its patterns have to be JavaScript's."""

import json
import subprocess
import sys
from pathlib import Path

from tests.documents import ROOT

_PATTERNS = """
const schema = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
const found = [];
JSON.stringify(schema, (key, value) => {
  if (key === "pattern") { new RegExp(value, "u"); found.push(value); }
  return value;
});
console.log(JSON.stringify(found));
"""


def test_every_pattern_is_a_regular_expression_of_unicode() -> None:
    schema = ROOT / "docs" / "rules.schema.json"
    done = subprocess.run(
        [Path(sys.executable).with_name("node"), "-e", _PATTERNS, schema],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert r"[^\s\ufeff]" in json.loads(done.stdout)
