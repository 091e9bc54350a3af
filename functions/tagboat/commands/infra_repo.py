"""The working copy that a command is about, and the rules in it."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from tagboat.commands.answer import Misuse
from tagboat.commands.rules_options import add_rules_options, rules_source
from tagboat.core.errors import FileMissing, InvalidRules
from tagboat.core.findings import Finding
from tagboat.core.rules.rule import RuleSet
from tagboat.working_copy import WorkingCopy

_PARAMETERS = "the stack's parameters"


def add_infra_repo_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options: where the working copy is, and where the rules are."""
    parser.add_argument(
        "path", metavar="PATH", nargs="?", default=".", help="the working copy's root (default: .)"
    )
    add_rules_options(parser)


class InfraRepo:
    """A working copy with rules."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        """Find out where both are.

        Raises:
            Misuse: The options contradict each other.
            NotADirectoryError: The working copy is not a folder.
        """
        self._root = Path(arguments.path)
        self._source = rules_source(arguments)
        self.working_copy = WorkingCopy(self._root)

    @property
    def rules_name(self) -> str:
        """Where the rules are written, as findings name it."""
        return next(iter(self._source.paths), _PARAMETERS)

    def rules_text(self) -> str:
        """The rules file; empty when the rules are parameters.

        Raises:
            OSError: It cannot be read.
            TargetError: There is none, or it is no text.
        """
        paths = self._source.paths[:1]
        snapshot = self.working_copy.read(paths)
        return "".join(snapshot.file(path).text(path) for path in paths).removeprefix("\ufeff")

    def mistakes(self, error: InvalidRules) -> Sequence[Finding]:
        """What keeps the rules from loading, at least one thing."""
        return error.findings or (Finding(file=self.rules_name, what=str(error)),)

    def path_of(self, file: str) -> str:
        """The path of a finding's file from the current folder, so that a click opens it."""
        return file if file == _PARAMETERS else str(self._root / file)

    def rules(self) -> RuleSet:
        """Load the rules.

        Raises:
            InvalidRules: They do not load.
            Misuse: There is no rules file.
            OSError: The rules file cannot be read.
        """
        try:
            return self._source.load(self.working_copy.read(self._source.paths))
        except InvalidRules as error:
            if not isinstance(error.__cause__, FileMissing):
                raise
            raise Misuse(
                f"The working copy {self._root.resolve()} has no rules file {self.rules_name}. Name"
                " the working copy's root, or give --rules-file, or --image-repository for a rule"
                " without a file."
            ) from error
