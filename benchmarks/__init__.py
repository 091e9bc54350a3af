"""Figures: what Tagboat costs next to what others cost, in one run. See docs/benchmarks.md."""

import sys
from pathlib import Path

# The function's code is not installed; Lambda, too, takes it from a folder.
sys.path.append(str(Path(__file__).parents[1] / "functions"))
