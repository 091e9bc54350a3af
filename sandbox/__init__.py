"""A local AWS, CodeCommit and GitHub on real parts, for people and tests.

What is not supported is refused loudly; silence would be a false green.
"""

import sys
from pathlib import Path

# `sandbox.push` asks the application whether ECR could have an image.
sys.path.append(str(Path(__file__).parents[1] / "functions"))
