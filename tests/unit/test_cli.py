"""The command line as a whole: exit codes, standard error, and what it never loads."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tagboat import __version__, cli
from tests.image_pushes import EVENTS

FUNCTIONS = Path(__file__).parents[2] / "functions"
EVENT = str(EVENTS / "ecr_image_action_push.json")
QUICK_START = ["--image-repository", "team/web", "--destination-file", "tag"]

COMMANDS = list(cli._COMMANDS)

type Run = Callable[..., tuple[int | str | None, str, str]]


@pytest.fixture
def infra_repo(tmp_path: Path) -> Path:
    (tmp_path / "tag").write_text("1.3.9\n")
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line: exit code, standard output, standard error."""

    def run(*arguments: object) -> tuple[int | str | None, str, str]:
        code: int | str | None
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as stopped:
            code = stopped.code
        return code, *capsys.readouterr()

    return run


def test_the_version_is_printed(run: Run) -> None:
    assert run("--version") == (0, f"tagboat {__version__}\n", "")


@pytest.mark.parametrize("arguments", [[], *([command] for command in COMMANDS)])
def test_the_help_says_what_the_exit_codes_mean(run: Run, arguments: list[str]) -> None:
    code, out, _ = run(*arguments, "--help")
    assert code == 0
    assert "exit codes: 0 fine, 1 findings" in out


def test_the_help_names_every_command(run: Run) -> None:
    _, out, _ = run("--help")
    listed = out.partition("COMMAND\n")[2].partition("\n\n")[0]
    found = [line.split()[0] for line in listed.splitlines() if line[4] != " "]
    assert found == COMMANDS


def test_the_working_copy_is_the_current_folder_unless_one_is_named(
    run: Run, infra_repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(infra_repo)
    code, out, err = run("preview", "--event", EVENT, *QUICK_START)
    assert (code, err) == (0, "")
    assert "-1.3.9\n+1.4.0\n" in out


def test_a_working_copy_without_rules_is_named_by_its_whole_path(
    run: Run, infra_repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (infra_repo / "sub").mkdir()
    monkeypatch.chdir(infra_repo / "sub")
    code, _, err = run("preview", "--event", EVENT, "..")
    assert code == 2
    assert err.startswith(f"tagboat: The working copy {infra_repo.resolve()} has no rules file")


def test_a_file_that_changes_under_its_hands_is_a_finding(
    run: Run, infra_repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_bytes = Path.read_bytes

    def read_and_change(path: Path) -> bytes:
        content = read_bytes(path)
        path.write_bytes(content + b"!")
        return content

    monkeypatch.setattr(Path, "read_bytes", read_and_change)
    code, out, err = run("apply", "--push", "team/web:1.4.0", *QUICK_START, infra_repo)
    assert (code, out) == (1, "")
    assert err == "tagboat: tag has changed since it was read. Run the command again.\n"


def test_a_push_that_fails_is_a_finding(run: Run, infra_repo: Path) -> None:
    (infra_repo / "tag").unlink()
    code, out, err = run("preview", "--event", EVENT, *QUICK_START, infra_repo)
    assert (code, err) == (1, "")
    assert out.startswith("failed  team/web:1.4.0  quick-start  ")


def test_rules_that_do_not_load_are_a_finding(run: Run, infra_repo: Path) -> None:
    options = [*QUICK_START, "--tag-pattern", "("]
    code, out, err = run("preview", "--event", EVENT, *options, infra_repo)
    assert (code, out) == (1, "")
    assert err.startswith("tagboat: The rules in ")


def test_a_token_that_somebody_wrote_into_a_path_is_not_shown_again(
    run: Run, infra_repo: Path
) -> None:
    token = "glpat-" + "x" * 20
    _, _, err = run("check", infra_repo / token)
    assert "***" in err
    assert token not in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "required: COMMAND"),
        (["deploy"], "invalid choice: 'deploy'"),
        (["preview"], "Give --push NAME:TAG, --image NAME and --tag TAG, or --event FILE"),
        (["apply"], "There is no push."),
        (["explain"], "arguments are required: --image"),
        (["explain", "--image", "team/web"], "tagboat: --tag is missing. Give --image NAME"),
        (["explain", "--image", "team/web", "--tag", "-"], "tagboat: --tag: it has to be a tag"),
        (["check", "nowhere"], "tagboat: nowhere is not a folder"),
        (["check", "."], "has no rules file .tagboat.yaml"),
        (["schema", "."], "invalid choice: '.' (choose from 'rules', 'outcomes')"),
        (["preview", "--push", "team/web"], "tagboat: --push team/web: the tag is missing"),
        (["preview", "--event", "nowhere.json"], "tagboat: nowhere.json: No such file"),
        (["preview", "--event", str(EVENTS)], f"tagboat: {EVENTS}: Is a directory"),
        (["preview", "--event", EVENT, "nowhere"], "tagboat: nowhere is not a folder"),
        (["preview", "--event", EVENT, "--js"], "unrecognized arguments: --js"),
        (["preview", "--event", EVENT, "--color", "blue"], "invalid choice: 'blue'"),
    ],
)
def test_a_slip_of_usage_is_told_on_standard_error(
    run: Run,
    infra_repo: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(infra_repo)
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_an_interruption_ends_it_as_shells_expect(
    run: Run, infra_repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: Path) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "read_bytes", interrupt)
    assert run("preview", "--event", EVENT, *QUICK_START, infra_repo) == (130, "", "")


def test_a_reader_that_leaves_early_is_no_error(infra_repo: Path) -> None:
    arguments = ["-m", "tagboat", "preview", "--event", EVENT, *QUICK_START, str(infra_repo)]
    with subprocess.Popen(
        [sys.executable, *arguments],
        env={"PYTHONPATH": str(FUNCTIONS)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def loaded_by(*arguments: object) -> set[str]:
    """The modules that a command has loaded when it ends."""
    program = (
        "import sys; from tagboat.cli import main\n"
        f"try: code = main({[str(argument) for argument in arguments]!r})\n"
        "except SystemExit as stopped: code = stopped.code\n"
        "print(*sys.modules, file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(FUNCTIONS)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stderr.split())


@pytest.mark.parametrize("arguments", [["--version"], ["--help"]])
def test_what_needs_no_command_loads_none(arguments: list[str]) -> None:
    loaded = loaded_by(*arguments)
    assert "tagboat.cli" in loaded
    assert loaded.isdisjoint({"re2", "tagboat.core.rules.rule", "yaml"})


def test_a_command_loads_no_other(infra_repo: Path) -> None:
    loaded = loaded_by("check", *QUICK_START, infra_repo)
    others = {f"tagboat.commands.{command}" for command in COMMANDS} & loaded
    assert others == {"tagboat.commands.check"}


def test_no_library_of_aws_and_no_network_is_loaded(infra_repo: Path) -> None:
    loaded = loaded_by("preview", "--event", EVENT, *QUICK_START, infra_repo)
    assert "tagboat.core.plan" in loaded
    unwanted = {"aws_lambda_powertools", "boto3", "botocore", "dulwich", "socket", "ssl", "urllib3"}
    assert not loaded & unwanted
