"""`python -m tagboat`: the command line."""

import sys

from tagboat.cli import main

if __name__ == "__main__":
    sys.exit(main())
