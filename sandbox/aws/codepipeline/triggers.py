"""Which pushes through a connection start a pipeline.

Source: AWS CodePipeline User Guide, "Add trigger with code push or pull request event types" and
"Working with glob patterns in syntax". What is excluded is out, whatever includes it; of the files
that a push changes the first hundred are looked at; file paths are not looked at when a branch is
new, and such a push starts nothing then.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.aws.codepipeline.errors import invalid_structure
from sandbox.aws.codepipeline.executions import Declared
from sandbox.aws.errors import NotSupported
from sandbox.git_moves import Move

CONNECTION = "CodeStarSourceConnection"
_FILES_LOOKED_AT = 100
_MOST_TRIGGERS = 50
_MOST_FILTERS = 3
_MOST_PATTERNS = 8
_BRANCHES, _TAGS = "refs/heads/", "refs/tags/"

type Filter = Mapping[str, Any]
type ChangedFiles = Callable[[], Sequence[str]]
"""The paths that a push changes, in their order."""


def check_triggers(pipeline: Declared) -> None:
    """Check the triggers of a pipeline that is declared.

    Raises:
        AwsError: `InvalidStructureException`.
        NotSupported: Pull requests.
    """
    triggers = pipeline.get("triggers", [])
    if len(triggers) > _MOST_TRIGGERS:
        raise invalid_structure(f"A pipeline has at most {_MOST_TRIGGERS} triggers")
    sources = {
        action["name"]
        for action in pipeline["stages"][0]["actions"]
        if action["actionTypeId"]["provider"] == CONNECTION
    }
    for trigger in triggers:
        wanted = trigger["gitConfiguration"]
        name = wanted["sourceActionName"]
        if name not in sources:
            raise invalid_structure(
                f"The trigger for {name} must name a source action of the provider {CONNECTION}"
            )
        if wanted.get("pullRequest"):
            raise NotSupported(f"pullRequest in the trigger for {name} (codepipeline)")
        _check_filters(name, wanted.get("push", []))


def _check_filters(name: str, filters: Sequence[Filter]) -> None:
    if not 1 <= len(filters) <= _MOST_FILTERS:
        raise invalid_structure(f"The trigger for {name} must have 1 to {_MOST_FILTERS} filters")
    for one in filters:
        if not one or ("tags" in one and len(one) > 1):
            raise invalid_structure(
                f"A filter of the trigger for {name} must have tags, or branches and file paths"
            )
        for criteria in one.values():
            for patterns in criteria.values():
                if not 1 <= len(patterns) <= _MOST_PATTERNS:
                    raise invalid_structure(
                        f"A filter of the trigger for {name} must have 1 to {_MOST_PATTERNS} "
                        "patterns wherever it has any"
                    )


def starts(pipeline: Declared, action: Declared, move: Move, changed: ChangedFiles) -> bool:
    """Whether a push starts a pipeline.

    Args:
        pipeline: What is declared.
        action: The source action whose repository was pushed to.
        move: What moved.
        changed: Gives the paths that the push changes; asked only if a filter needs them.
    """
    if move.new is None:
        return False
    triggers = [
        one["gitConfiguration"]
        for one in pipeline.get("triggers", [])
        if one["gitConfiguration"]["sourceActionName"] == action["name"]
    ]
    if not triggers:
        return _is_detected(action["configuration"], move)
    return any(_passes(one, move, changed) for trigger in triggers for one in trigger["push"])


def _is_detected(configuration: Mapping[str, str], move: Move) -> bool:
    """Without triggers any push to the branch starts the pipeline, unless it is not to."""
    is_wanted = configuration.get("DetectChanges", "true").lower() == "true"
    return is_wanted and move.reference == _BRANCHES + configuration["BranchName"]


def _passes(wanted: Filter, move: Move, changed: ChangedFiles) -> bool:
    if "tags" in wanted:
        tag = move.reference.removeprefix(_TAGS)
        return move.reference.startswith(_TAGS) and is_wanted(wanted["tags"], tag)
    if not move.reference.startswith(_BRANCHES):
        return False
    branch = move.reference.removeprefix(_BRANCHES)
    if "branches" in wanted and not is_wanted(wanted["branches"], branch):
        return False
    if "filePaths" not in wanted:
        return True
    if move.old is None:
        return False
    paths = list(changed())[:_FILES_LOOKED_AT]
    return any(is_wanted(wanted["filePaths"], path) for path in paths)


def is_wanted(criteria: Mapping[str, Sequence[str]], value: str) -> bool:
    """Whether a name or a path is included, or nothing is, and it is not excluded."""
    if any(_matches(pattern, value) for pattern in criteria.get("excludes", ())):
        return False
    includes = criteria.get("includes", ())
    return not includes or any(_matches(pattern, value) for pattern in includes)


def _matches(pattern: str, value: str) -> bool:
    return re.fullmatch(_translated(pattern), value, re.DOTALL) is not None


def _translated(pattern: str) -> str:
    """A glob as a regular expression: `*` stays in a folder, `**` does not, `?` is one character.

    Raises:
        NotSupported: Brackets and braces.
    """
    if set(pattern) & set("[]{}"):
        raise NotSupported(f"the pattern {pattern} of a trigger (codepipeline)")
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    wild = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return "".join(wild.get(part, re.escape(part)) for part in parts)
