"""A target, ready to be written: which files, which editor, and which values."""

from collections.abc import Mapping, Set
from functools import lru_cache

from msgspec import Struct

from tagboat.core.errors import UnsafePath
from tagboat.core.file_editors.base import FileEditor
from tagboat.core.globs import Glob, compile_glob, is_glob
from tagboat.core.paths import check_path
from tagboat.core.variables import Template

_glob = lru_cache(maxsize=1_000)(compile_glob)  # Asked for at every step of each batch.


class Target(Struct, frozen=True, kw_only=True):
    """A value in a file, or in several."""

    file: Template
    """A path or a glob."""
    editor: FileEditor
    values: Mapping[str, Template]
    """What is written, by the roles that the editor gives to places."""
    optional: bool = False
    """Whether there may be no such file."""
    place_names: frozenset[str] = frozenset()
    """The variables that the file, or the place in it, depends on."""

    def tells(self, names: Set[str]) -> bool:
        """Whether variables can be read from a value that it has written."""
        return any(names <= one.names or "IMAGE_TAG" in one.names for one in self.values.values())

    def files(self, variables: Mapping[str, str]) -> str | Glob:
        """The path of the file, or a glob that means several.

        Raises:
            UnsafePath: It leads out of the repository.
        """
        text = self.file.expand(variables)
        if not is_glob(text):
            return check_path(text)
        try:
            return _glob(text)
        except ValueError as error:
            raise UnsafePath(f"{error}.") from error
