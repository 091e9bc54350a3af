"""Run the `main` of a module: `timed.py MODULE [ARGUMENT …]`, and tell how long it took.

The time begins when everything is imported, and is the last line of what is printed. It runs with
the peers' own packages: see requirements/peers.in.
"""

import importlib
import json
import sys
import time


def main() -> None:
    """Run it, and end as it ends."""
    run = importlib.import_module(sys.argv[1]).main
    sys.argv = sys.argv[1:]
    status: object = 0
    begun = time.perf_counter()
    try:
        run()
    except SystemExit as ended:
        status = ended.code
    finally:
        seconds = time.perf_counter() - begun
        print(json.dumps({"seconds": seconds}), flush=True)
    sys.exit(1 if status else 0)


if __name__ == "__main__":
    main()
