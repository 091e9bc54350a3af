"""One edit of a YAML file in a process of its own: `python -m benchmarks.yaml_engines ENGINE FILE`.

The value at `services[N].image.tag`, of the service in the middle, becomes `9.9.9`. Prints how many
seconds the edit took, the file read and the engine imported before, and the most memory in use.
"""

import io
import json
import re
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

NEW = "9.9.9"


def tagboat(text: str, service: int) -> str:
    """By Tagboat's editor."""
    from tagboat.core.file_editors.value_path import ValuePath
    from tagboat.core.file_editors.yaml import Yaml

    editor = Yaml(path=ValuePath.parse(f"services[{service}].image.tag", None))
    places = editor.find(text, "values.yaml", {})
    return editor.write(text, "values.yaml", [(place, NEW) for place in places])


def ruamel(text: str, service: int) -> str:
    """By a round trip of ruamel.yaml, told to keep quotes and not to fold lines."""
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 100_000
    data = yaml.load(text)
    data["services"][service]["image"]["tag"] = NEW
    out = io.StringIO()
    yaml.dump(data, out)
    return out.getvalue()


ENGINES: Mapping[str, Callable[[str, int], str]] = {"Tagboat": tagboat, "ruamel.yaml": ruamel}


def main() -> None:
    """Edit once, write the result beside the file, and print what it took."""
    engine, path = sys.argv[1], Path(sys.argv[2])
    edit = ENGINES[engine]
    for _ in range(20):  # So that all of it is imported, and its caches are filled.
        edit("services: [{image: {tag: '1'}}]\n", 0)
    text = path.read_text()
    service = text.count("\n  - name: ") // 2
    begun = time.perf_counter()
    edited = edit(text, service)
    seconds = time.perf_counter() - begun
    path.with_suffix(f".{engine}").write_text(edited)
    print(json.dumps({"seconds": seconds, "memory": _most_memory()}))


def _most_memory() -> int:
    """Bytes; `ru_maxrss` of getrusage would begin with what the parent process had in use."""
    status = Path("/proc/self/status").read_text()
    return int(re.findall(r"^VmHWM:\s+([0-9]+) kB$", status, re.MULTILINE)[0]) * 1_024


if __name__ == "__main__":
    main()
