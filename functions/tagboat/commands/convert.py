"""`tagboat convert`: a rules file from what Flux, updatecli or the GitHub action are told."""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from tagboat.commands.answer import Answer, Misuse
from tagboat.commands.convert_files import Folder
from tagboat.commands.rules_options import AUTHOR, COMMIT_MESSAGE, RULES_FILE
from tagboat.commands.screen import Screen, visible
from tagboat.converters import flux, regex_action, updatecli
from tagboat.converters.base import Part, Repository, Rule, comments_of
from tagboat.converters.finished import finished
from tagboat.converters.written import one_line, rules_file
from tagboat.core.errors import InvalidRules
from tagboat.core.rules.load import Defaults, load_rules

type Converter = Callable[[Repository, Sequence[str]], list[Part]]

_CONVERTERS: Mapping[str, Converter] = {
    "flux": flux.convert,
    "updatecli": updatecli.convert,
    "regex-action": regex_action.convert,
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        help="a file or a folder to look for what can be converted in (default: the root)",
    )
    parser.add_argument(
        "--from",
        dest="kind",
        choices=list(_CONVERTERS),
        help="what to convert: Flux's image policies, updatecli's manifests, or the mappings of the"
        " action conditional-regex-search-and-replace (default: all that are found)",
    )
    parser.add_argument(
        "--root",
        metavar="DIR",
        default=".",
        help="the working copy's root, from which rules name files (default: .)",
    )
    parser.add_argument(
        "--image",
        metavar="NAME",
        help="the ECR repository, such as team/web, which the action's mappings do not name",
    )


def run(arguments: argparse.Namespace, screen: Screen) -> Answer:
    """Convert everything that is found; what could not be is told in it, and on standard error.

    Raises:
        Misuse: There is nothing to convert, or a path is not in the working copy.
        OSError: A folder or a file cannot be read.
    """
    folder = Folder(Path(arguments.root))
    files = folder.yaml_files(map(Path, arguments.paths))
    converters = dict(_CONVERTERS) | {
        "regex-action": partial(regex_action.convert, image=arguments.image)
    }
    wanted = [arguments.kind] if arguments.kind else list(converters)
    parts = finished([part for kind in wanted for part in converters[kind](folder, files)])
    if not parts:
        raise Misuse(_nothing(len(files), wanted))
    text = rules_file(parts)
    complaints = [*_complaints(parts), *_mistakes(text)]
    for complaint in complaints:
        sys.stderr.write(f"tagboat: {visible(complaint)}\n")
    lines = "".join(f"{screen.show(line)}\n" for line in text.splitlines())
    return Answer(lines, findings=bool(complaints))


def _complaints(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        where = f"{part.source}: rule {part.name!r}" if isinstance(part, Rule) else part.source
        for comment in comments_of(part):
            if comment.to_do:
                yield f"{one_line(where)}: {one_line(comment.text)}"


def _mistakes(text: str) -> list[str]:
    """Why the rules do not load, if they do not: each of them does, but not always all together."""
    defaults = Defaults(author=AUTHOR, commit_message=COMMIT_MESSAGE)
    try:
        load_rules(text, RULES_FILE, defaults)
    except InvalidRules as error:
        return str(error).splitlines()
    return []


def _nothing(how_many: int, wanted: Sequence[str]) -> str:
    return (
        f"There is nothing to convert in {how_many:,} files: nothing that {', '.join(wanted)} would"
        " read. Name files or folders of the working copy, and its root by --root."
    )
