"""`tagboat convert`: a rules file from what Flux, Argo CD, updatecli or an action are told."""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from tagboat.commands.answer import Answer, Misuse
from tagboat.commands.convert_files import Folder
from tagboat.commands.rules_options import AUTHOR, COMMIT_MESSAGE, RULES_FILE
from tagboat.commands.screen import Screen, visible
from tagboat.converters.argocd import conversion as argocd
from tagboat.converters.base import Part, Repository, Rule, comments_of
from tagboat.converters.finished import finished
from tagboat.converters.flux import conversion as flux
from tagboat.converters.regex_action import conversion as regex_action
from tagboat.converters.updatecli import conversion as updatecli
from tagboat.converters.written import one_line, rules_file
from tagboat.core.errors import InvalidRules
from tagboat.core.rules.load import Defaults, load_rules

type Converter = Callable[[Repository, Sequence[str]], list[Part]]

_CONVERTERS: Mapping[str, Converter] = {
    "flux": flux.convert,
    "argocd": argocd.convert,
    "updatecli": updatecli.convert,
    "regex-action": regex_action.convert,
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "path", metavar="PATH", nargs="?", default=".", help="the working copy's root (default: .)"
    )
    parser.add_argument(
        "--in",
        dest="inside",
        metavar="PATH",
        action="append",
        default=[],
        help="a file or a folder, from the root, to look for what can be converted in; may be"
        " repeated (default: the root)",
    )
    parser.add_argument(
        "--from",
        dest="kind",
        choices=list(_CONVERTERS),
        help="what to convert: Flux's image policies, the annotations of Argo CD's Image Updater,"
        " updatecli's manifests, or the mappings of the action"
        " conditional-regex-search-and-replace (default: all that are found)",
    )
    parser.add_argument(
        "--image",
        metavar="NAME",
        help="the ECR repository, such as team/web, which the action's mappings do not name",
    )


def run(arguments: argparse.Namespace, screen: Screen) -> Answer:
    """Convert everything that is found; what could not be is told in it, and on standard error.

    Raises:
        Misuse: There is nothing to convert, or a path of `--in` is not in the working copy.
        OSError: A folder or a file cannot be read.
    """
    folder = Folder(Path(arguments.path))
    files = folder.yaml_files(arguments.inside)
    converters = dict(_CONVERTERS) | {
        "regex-action": partial(regex_action.convert, image=arguments.image)
    }
    wanted = [arguments.kind] if arguments.kind else list(converters)
    parts = finished([part for kind in wanted for part in converters[kind](folder, files)])
    if not parts:
        raise Misuse(_nothing(len(files), wanted, arguments.path))
    text = rules_file(parts)
    complaints = [*_complaints(parts), *_mistakes(text), *_no_rule(parts)]
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


def _no_rule(parts: Sequence[Part]) -> Iterator[str]:
    if not any(isinstance(part, Rule) for part in parts):
        yield "No rule could be made. Mend what is said above, and convert again."


def _mistakes(text: str) -> list[str]:
    """Why the rules do not load, if they do not: each of them does, but not always all together."""
    defaults = Defaults(author=AUTHOR, commit_message=COMMIT_MESSAGE)
    try:
        load_rules(text, RULES_FILE, defaults)
    except InvalidRules as error:
        return str(error).splitlines()
    return []


def _nothing(how_many: int, wanted: Sequence[str], root: str) -> str:
    files = "1 file" if how_many == 1 else f"{how_many:,} files"
    return (
        f"There is nothing to convert in {files} of {root}: nothing that {', '.join(wanted)} would"
        " read. Name the working copy's root, and by --in files whose names do not end as those of"
        " YAML do."
    )
