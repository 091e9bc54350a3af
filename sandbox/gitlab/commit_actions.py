"""The actions of a commit: what each makes of the files, one after the other.

Sources: "Create a commit with multiple files and actions" (GitLab's documentation), `lib/api/
commits.rb` of GitLab's code for how an action must look, and Gitaly's UserCommitFiles with
`index_error_message` in `lib/gitlab/gitaly_client/operation_service.rb` for what it refuses.
"""

import base64
import binascii
from dataclasses import dataclass, field
from typing import Any

from sandbox.gitlab.answers import bad_request, message, not_supported
from sandbox.gitlab.contract import Parameter, read_value

_REGULAR, _EXECUTABLE = 0o100644, 0o100755
_FILES = (_REGULAR, _EXECUTABLE)
_ACTIONS = ("create", "update", "move", "delete", "chmod")
_PARAMETERS = {
    "action": Parameter("action"),
    "file_path": Parameter("file_path"),
    "previous_path": Parameter("previous_path"),
    "content": Parameter("content"),
    "encoding": Parameter("encoding"),
    "last_commit_id": Parameter("last_commit_id"),
    "execute_filemode": Parameter("execute_filemode", "boolean"),
}


def checked_actions(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The actions, as they must look.

    Raises:
        Answer: 400 as GitLab's, or 501 for what it would not look at.
    """
    return [_checked(action, f"actions[{index}]") for index, action in enumerate(given)]


def _checked(action: dict[str, Any], name: str) -> dict[str, Any]:
    if unknown := sorted(action.keys() - _PARAMETERS.keys()):
        raise not_supported(f"{', '.join(unknown)} of {name}")
    for key in ("action", "file_path"):
        if not action.get(key):
            raise bad_request(f"{name}[{key}] is required")
    if action["action"] not in _ACTIONS:
        raise bad_request(f"{name}[action] must be one of: {', '.join(_ACTIONS)}")
    if action.get("encoding", "text") not in ("text", "base64"):
        raise bad_request(f"{name}[encoding] must be text or base64")
    match action:
        case {"action": "update"} if "content" not in action:
            raise bad_request(f"{name}[content] is required for update action")
        case {"action": "move"} if not action.get("previous_path"):
            raise bad_request(f"{name}[previous_path] is required for move action")
        case {"action": "chmod"} if "execute_filemode" not in action:
            raise bad_request(f"{name}[execute_filemode] is required for chmod action")
    return {key: read_value(_PARAMETERS[key], value) for key, value in action.items()}


@dataclass
class ChangedFiles:
    """The files of a commit while its actions change them."""

    tree: Any
    """The tree it begins from, None for a first commit."""
    changed: dict[str, tuple[bytes, int] | None] = field(default_factory=dict)
    """Path -> (bytes, git file mode), None for a file that goes."""

    def carry_out(self, action: dict[str, Any]) -> None:
        """Change the files by one action.

        Raises:
            Answer: 400, the files are not such that it can be done.
        """
        path = _valid(action["file_path"])
        match action["action"]:
            case "create":
                self._require_none(path)
                mode = _EXECUTABLE if action.get("execute_filemode") else _REGULAR
                self.changed[path] = _content(action), mode
            case "update":
                self.changed[path] = _content(action), self._existing(path)[1]
            case "delete":
                self._existing(path)
                self.changed[path] = None
            case "chmod":
                mode = _EXECUTABLE if action["execute_filemode"] else _REGULAR
                self.changed[path] = self._existing(path)[0], mode
            case "move":
                self._move(_valid(action["previous_path"]), path, action)

    def _move(self, old: str, new: str, action: dict[str, Any]) -> None:
        content, mode = self._existing(old)
        self._require_none(new)
        self.changed[old] = None
        self.changed[new] = (_content(action) if "content" in action else content), mode

    def _require_none(self, path: str) -> None:
        if self._file(path) is not None:
            raise message(400, "A file with this name already exists")

    def _existing(self, path: str) -> tuple[bytes, int]:
        found = self._file(path)
        if found is None:
            raise message(400, "A file with this name doesn't exist")
        if found[1] not in _FILES:
            raise not_supported(f"a commit that changes {path}, of the mode {found[1]:o}")
        return found

    def _file(self, path: str) -> tuple[bytes, int] | None:
        if path in self.changed:
            return self.changed[path]
        if self.tree is None or path not in self.tree:
            return None
        found = self.tree[path]
        if found.type_str != "blob":
            raise not_supported(f"a commit that makes a file of {path}, a {found.type_str}")
        return found.data, int(found.filemode)


def _content(action: dict[str, Any]) -> bytes:
    content = action.get("content", "")
    if action.get("encoding") != "base64":
        return str(content).encode()
    try:
        return base64.b64decode(content, validate=True)
    except binascii.Error:
        # GitLab's answer is not known.
        raise not_supported("content that is no base64") from None


def _valid(path: str) -> str:
    parts = path.split("/")
    if ".." in parts:
        raise message(400, "Path cannot include directory traversal")
    if any(part.lower() == ".git" for part in parts):
        raise message(400, f"invalid path: '{path}'")
    if any(part in ("", ".") for part in parts):
        # GitLab cleans some of these.
        raise not_supported(f"the path {path!r}")
    return path
