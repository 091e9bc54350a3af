"""Imports point one way: handlers → bootstrap → use case → core, and adapters → core."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

FUNCTIONS = Path(__file__).parents[2] / "functions"
HANDLER_LINES = 40

# Which parts of the package each part may import, itself aside. A part is a module, or a folder.
MAY_IMPORT = {
    "core": set[str](),
    # Adapters
    "git_hosts.base": {"core"},
    "git_hosts": {"core", "git_hosts.base", "http_client"},
    "registries.base": {"core"},
    "registries": {"core", "registries.base"},
    "http_client": {"core", "version"},
    "credentials": {"core", "git_hosts", "http_client"},
    "masked_logs": {"core"},
    "push_queue": set[str](),
    "outcome_events": {"core"},
    "report": {"core", "outcome_events", "push_queue", "updating"},
    "working_copy": {"core", "replace_files"},
    "replace_files": set[str](),
    "whole_answers": set[str](),
    "aws_clients": {"whole_answers"},
    "diff": set[str](),
    "deployed": {"core", "deployed_stack"},
    "deployed_log": {"deployed_stack"},
    "deployed_stack": set[str](),
    "git_log": {"core"},
    "dead_letter_queue": {"core", "deployed_stack"},
    "converters": {"core"},
    "meta_pipeline.aws": {"core"},
    # Use cases
    "update_infra_repo": {"core", "git_hosts.base", "updating"},
    "updating": {"core", "git_hosts.base", "registries.base"},
    "missed_images": {"core", "git_hosts.base", "updating"},
    "scanned_images": {"core", "git_hosts.base", "updating"},
    "examine_infra_repo": {"core", "git_hosts.base"},
    "push_batch": {"core", "outcome_events", "push_queue", "report", "updating"}
    | {"reconcile_requests", "scan_events"},
    "reconcile_requests": {"core", "push_queue", "report", "updating"},
    "scan_events": {"core", "push_queue", "report"},
    "preview": {"core", "diff", "working_copy"},
    "redrive": {"core", "dead_letter_queue", "deployed_stack"},
    "request_reconcile": {"core", "deployed_stack"},
    "meta_pipeline.start_pipeline": {"core", "meta_pipeline.aws"},
    "meta_pipeline.review_stacks": {"core", "meta_pipeline.aws"},
    "meta_pipeline.update_stacks": {"core", "meta_pipeline.aws"},
    "meta_pipeline.answer_approval": {"core", "meta_pipeline.aws"},
    "meta_pipeline.tell_failure": {"core", "meta_pipeline.aws"},
    "meta_pipeline.report": {"core", "meta_pipeline.start_pipeline"},
    # Settings, and what puts all of it together
    "settings": {"core"},
    "bootstrap": {
        "aws_clients",
        "core",
        "credentials",
        "git_hosts",
        "git_hosts.base",
        "http_client",
    }
    | {
        "examine_infra_repo",
        "masked_logs",
        "missed_images",
        "outcome_events",
        "push_batch",
        "push_queue",
    }
    | {"reconcile_requests", "registries", "registries.base", "report", "scan_events"}
    | {"scanned_images", "settings"}
    | {"update_infra_repo"},
    "meta_pipeline.settings": {"core"},
    "meta_pipeline.bootstrap": {"aws_clients", "core", "masked_logs"}
    | {"meta_pipeline.answer_approval", "meta_pipeline.aws", "meta_pipeline.report"}
    | {"meta_pipeline.review_stacks", "meta_pipeline.settings", "meta_pipeline.start_pipeline"}
    | {"meta_pipeline.tell_failure", "meta_pipeline.update_stacks"},
    # What Lambda and people start
    "handlers": {"bootstrap", "meta_pipeline.bootstrap", "push_queue"},
    "commands": {"converters", "core", "deployed", "deployed_log", "deployed_stack", "git_log"}
    | {"preview", "redrive", "request_reconcile", "working_copy"},
    "cli": {"commands", "core", "version"},
    "__main__": {"cli"},
    "version": set[str](),
    "meta_pipeline": set[str](),
}
# Which part may import what the runtime or the layer brings; the rest of the world is closed.
PACKAGES = {
    "aws_lambda_powertools": {"bootstrap", "report"}
    | {"meta_pipeline.bootstrap", "meta_pipeline.report"},
    "boto3": {"aws_clients", "deployed_stack"},
    "botocore": {"aws_clients", "credentials", "deployed_stack", "git_hosts", "meta_pipeline.aws"}
    | {"outcome_events", "push_queue", "registries", "whole_answers"},
    "dulwich": {"git_hosts"},
    "jsonpath": {"core"},
    "msgspec": set(MAY_IMPORT) - {"handlers", "meta_pipeline", "scanned_images", "version"},
    "re2": {"core"},
    "urllib3": {"http_client"},
    "yaml": {"converters", "core"},
}
STUBS = ("mypy_boto3_",)
# What a decision may be made with: no network, no clock, no environment, no chance.
PURE = {"bisect", "collections", "contextlib", "datetime", "difflib", "enum", "functools", "heapq"}
# The time zones that computers have, by the IANA: data, as Unicode's tables are.
PURE |= {"zoneinfo"}
PURE |= {"base64", "hashlib", "itertools", "json", "re", "string", "textwrap", "types", "typing"}
IMPURE_NAMES = {"open", "print", "input", "exec", "eval", "__import__"}
IMPURE_ATTRIBUTES = IMPURE_NAMES | {"now", "today", "utcnow"}
"""What the time is comes as an argument, which may be called `now`."""


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the package, by its dotted name."""
    found = {}
    for path in sorted((FUNCTIONS / "tagboat").rglob("*.py")):
        name = ".".join(path.relative_to(FUNCTIONS).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = ast.parse(path.read_text())
    return found


def imports(tree: ast.Module) -> Iterator[str]:
    """The dotted names that a module imports anywhere, with what is taken from them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module, "an import is absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part(module: str) -> str:
    """The part of the package that a dotted name belongs to."""
    inside = module.removeprefix("tagboat").removeprefix(".")
    if inside in ("", "__version__"):
        return "version"
    for port in ("git_hosts.base", "registries.base"):
        if inside.startswith(port):
            return port
    if inside.startswith("meta_pipeline."):  # Smaller, but laid out as the whole is.
        return ".".join(inside.split(".")[:2])
    return inside.partition(".")[0]


def own(module: str) -> set[str]:
    """The parts that a module imports, itself aside."""
    found = {part(name) for name in imports(modules()[module]) if name.startswith("tagboat")}
    return found - {part(module)}


@pytest.mark.parametrize("module", modules())
def test_imports_point_one_way(module: str) -> None:
    assert part(module) in MAY_IMPORT, "say which parts the new one may import"
    assert own(module) <= MAY_IMPORT[part(module)]


def test_what_may_be_imported_has_no_circles_and_nothing_that_is_gone() -> None:
    tuple(TopologicalSorter(MAY_IMPORT).static_order())
    assert set(MAY_IMPORT) == {part(module) for module in modules()}


@pytest.mark.parametrize("module", modules())
def test_other_people_s_packages_are_used_where_they_belong(module: str) -> None:
    tops = {name.partition(".")[0] for name in imports(modules()[module])} - {"tagboat"}
    for top in tops:
        if top in PACKAGES:
            assert part(module) in PACKAGES[top]
        elif not top.startswith(STUBS):
            assert top in sys.stdlib_module_names


@pytest.mark.parametrize(
    "module", [name for name in modules() if part(name) in ("core", "converters")]
)
def test_the_core_and_the_converters_decide_on_plain_data(module: str) -> None:
    tree = modules()[module]
    tops = {name.partition(".")[0] for name in imports(tree)}
    assert tops <= PURE | {"tagboat", "jsonpath", "msgspec", "yaml", "re2"}
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert names.isdisjoint(IMPURE_NAMES)
    assert attributes.isdisjoint(IMPURE_ATTRIBUTES)


@pytest.mark.parametrize("module", modules())
def test_only_what_is_started_reads_the_environment(module: str) -> None:
    names = {
        getattr(node, "attr", getattr(node, "id", ""))
        for node in ast.walk(modules()[module])
        if isinstance(node, (ast.Attribute, ast.Name))
    } | {name.rpartition(".")[2] for name in imports(modules()[module])}
    if part(module) not in ("bootstrap", "cli", "meta_pipeline.bootstrap"):
        assert names.isdisjoint({"environ", "environb", "getenv", "putenv"})


@pytest.mark.parametrize("module", modules())
def test_nothing_imports_a_handler(module: str) -> None:
    assert "handlers" not in own(module)


@pytest.mark.parametrize(
    "path", sorted((FUNCTIONS / "tagboat/handlers").glob("*.py")), ids=lambda path: path.stem
)
def test_a_handler_is_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= HANDLER_LINES


def test_only_the_adapter_of_git_servers_imports_dulwich() -> None:
    importers = {
        module
        for module, tree in modules().items()
        if any(name.startswith("dulwich") for name in imports(tree))
    }
    assert {module.rpartition(".")[0] for module in importers} == {"tagboat.git_hosts.git"}
