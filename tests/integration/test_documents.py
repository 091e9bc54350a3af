"""Every command, sample and table of the documents says what is the case."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sandbox.aws.cloudformation.template import parse
from tagboat import __version__
from tagboat.cli import main
from tagboat.core import errors
from tagboat.core.examination import Subject
from tagboat.core.outcome_record import DETAIL_TYPE, SOURCE, OutcomeRecord, json_schema
from tagboat.core.outcomes import Kind
from tagboat.core.variables import RESERVED
from tests.documents import README, ROOT, blocks, commands, table

TEMPLATE = parse((ROOT / "template.yaml").read_text())
META_TEMPLATE = parse((ROOT / "meta-pipeline.yaml").read_text())
DOCUMENTS = {path.name: path.read_text() for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]}
DOCUMENTS |= {path.parent.name: path.read_text() for path in ROOT.glob("examples/*/README.md")}

# Who takes the role, and conditions.
NOT_GRANTED = {"sts:AssumeRole", "codecommit:References", "kms:ViaService"}
NOT_GRANTED |= {"kms:MessageType", "kms:SigningAlgorithm"}

# They are no outcomes: the function fails, or the event is given up at once.
NOT_OF_A_PUSH = {"InvalidSettings", "UnusableEvent"}

# Each with its exit code. What is shown without output prints more than anybody wants to read.
RUN_HERE = {
    "tagboat check examples/infra-repo": 0,
    "tagboat convert examples/from-argocd": 0,
    "tagboat convert examples/from-flux": 0,
    "tagboat convert examples/from-regex-action --image example-org/shop": 1,
    "tagboat convert examples/from-updatecli": 1,
    "tagboat explain --image team/web --tag 1.4.0 examples/infra-repo": 0,
    "tagboat preview --event tests/events/ecr_image_action_push.json examples/infra-repo": 0,
    "tagboat preview --push team/web:1.5.0 examples/kubernetes": 0,
}
RUN_END_TO_END = {  # by tests/e2e/test_documented_commands.py and test_doctor.py
    "tagboat doctor --stack tagboat",
    "make demo",
    "make demo-pipeline",
    "make build",
    "sam deploy --parameter-overrides InfraRepository=infra",
}


def test_every_command_of_the_documents_is_run_by_a_test() -> None:
    shown = {command for text in DOCUMENTS.values() for command in commands(text)}
    assert shown == RUN_HERE.keys() | RUN_END_TO_END


@pytest.mark.parametrize("command", sorted(RUN_HERE))
def test_a_command_prints_what_the_documents_show(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(shlex.split(command)[1:]) == RUN_HERE[command]
    printed = capsys.readouterr().out.strip()
    for text in DOCUMENTS.values():
        assert commands(text).get(command, "").strip() in ("", printed)


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_every_make_target_that_is_named_exists(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text()
    named = set(re.findall(r"`make ([a-z-]+)", DOCUMENTS[name]))
    assert named - set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)) == set()


def test_the_sample_of_the_rules_is_the_example() -> None:
    samples = [block for block in blocks(README, "yaml") if block.startswith("version: 1")]
    assert samples == [(ROOT / "examples/infra-repo/.tagboat.yaml").read_text()]


def test_the_nested_sample_sets_parameters_that_exist_and_this_version() -> None:
    (sample,) = [block for block in blocks(README, "yaml") if block.startswith("Transform")]
    nested: dict[str, Any] = parse(sample)["Resources"]["Tagboat"]["Properties"]
    assert set(nested["Parameters"]) <= set(TEMPLATE["Parameters"])
    for name, value in nested["Parameters"].items():
        pattern = TEMPLATE["Parameters"][name].get("AllowedPattern")
        assert pattern is None or re.fullmatch(pattern, value)
    published = TEMPLATE["Metadata"]["AWS::ServerlessRepo::Application"]["SemanticVersion"]
    assert nested["Location"]["SemanticVersion"] == published == __version__


def test_the_parameters_are_those_of_the_template_with_their_defaults() -> None:
    documented = {name: default for name, _, default in table(README, "parameter")}
    assert documented == {
        name: str(parameter.get("Default", "**required**")) or "none"
        for name, parameter in TEMPLATE["Parameters"].items()
    }


def test_the_meta_pipeline_s_parameters_are_those_of_its_template_with_their_defaults() -> None:
    documented = {
        name: default for name, _, default in table(DOCUMENTS["meta-pipeline.md"], "parameter")
    }
    assert documented == {
        name: str(parameter.get("Default", "**required**")) or "none"
        for name, parameter in META_TEMPLATE["Parameters"].items()
    }


def test_the_nested_samples_of_the_meta_pipeline_set_parameters_that_exist() -> None:
    (sample,) = blocks(DOCUMENTS["meta-pipeline.md"], "yaml")
    example = (ROOT / "examples/application/meta-pipeline.yaml").read_text()
    for text in (sample, example):
        nested: dict[str, Any] = parse(text)["Resources"]["MetaPipeline"]["Properties"]
        required = {n for n, one in META_TEMPLATE["Parameters"].items() if "Default" not in one}
        assert required <= set(nested["Parameters"]) <= set(META_TEMPLATE["Parameters"])
        published = META_TEMPLATE["Metadata"]["AWS::ServerlessRepo::Application"]["SemanticVersion"]
        assert nested["Location"]["SemanticVersion"] == published == __version__


def test_the_roles_of_the_meta_pipeline_are_all_explained() -> None:
    documented = [name for name, _ in table(DOCUMENTS["meta-pipeline.md"], "role")]
    roles = [n for n, one in META_TEMPLATE["Resources"].items() if one["Type"] == "AWS::IAM::Role"]
    assert documented == roles


def test_the_files_of_the_example_are_all_explained() -> None:
    named = ", ".join(name for name, _ in table(DOCUMENTS["meta-pipeline.md"], "file"))
    folder = ROOT / "examples/application"
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert set(named.split(", ")) == files - {"README.md"}


def test_the_variables_are_those_that_rules_may_use() -> None:
    documented = {
        variable.removeprefix("$")
        for variables, *_ in table(DOCUMENTS["rules.md"], "variable")
        for variable in variables.split(", ")
        if variable.startswith("$")
    }
    assert documented == RESERVED


def test_the_subjects_of_doctor_are_all_there_are() -> None:
    documented = [name for name, _ in table(DOCUMENTS["credentials.md"], "subject")]
    assert documented == [subject.value for subject in Subject]


def test_the_permissions_are_those_of_the_role() -> None:
    documented = {
        action for actions, *_ in table(README, "action") for action in actions.split(", ")
    }
    text = (ROOT / "template.yaml").read_text()
    role = text[text.index("  ImagePushedRole:") : text.index("  ImagePushedLog:")]
    assert documented == set(re.findall(r"[a-z0-9]+:[A-Z]\w+", role)) - NOT_GRANTED


def test_the_alarms_are_those_of_the_template() -> None:
    alarms = [
        name
        for name, resource in TEMPLATE["Resources"].items()
        if resource["Type"] == "AWS::CloudWatch::Alarm"
    ]
    documented = [name for name, *_ in table(DOCUMENTS["operations.md"], "alarm")]
    assert documented == [f"[{name}](#{name.lower()})" for name in alarms]


def test_the_metrics_are_those_that_the_function_writes() -> None:
    report = (ROOT / "functions/tagboat/report.py").read_text()
    written = re.findall(r'_(?:add|metric)\(\s*"(\w+)"', report)
    documented = [name for name, _ in table(DOCUMENTS["operations.md"], "metric")]
    assert sorted(documented) == sorted(set(written))


def test_the_fields_of_an_outcome_are_those_of_its_schema() -> None:
    of = {name: one["properties"] for name, one in json_schema()["$defs"].items() if "Rec" in name}
    own = json_schema()["$defs"]["OutcomeEvent"]["properties"]
    fields = {name for name in own if name != "push"}
    fields |= {f"push.{name}" for name in of["PushRecord"]}
    rows = table(DOCUMENTS["outcomes.md"], "field")
    assert {name for name, *_ in rows} == fields
    in_events = {name for name, _, there in rows if there == "in events"}
    assert in_events == set(own) - set(of["OutcomeRecord"])


def test_the_sample_of_an_outcome_is_one() -> None:
    sample, pattern = map(json.loads, blocks(DOCUMENTS["outcomes.md"], "json"))
    msgspec.convert(sample, OutcomeRecord)
    assert (sample["message"], pattern["source"]) == ("Outcome", [SOURCE])
    assert pattern["detail-type"] == [DETAIL_TYPE]


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name.endswith(".md")])
def test_every_heading_that_is_linked_exists(name: str) -> None:
    for file, anchor in re.findall(r"\]\(([\w./-]*)#([\w-]+)\)", DOCUMENTS[name]):
        text = DOCUMENTS[Path(file or name).name]
        headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        slugs = {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}
        assert anchor in slugs, f"{file}#{anchor}"


def test_the_errors_that_the_runbook_explains_are_all_that_do_not_pass() -> None:
    text = DOCUMENTS["operations.md"]
    runbook = text[text.index("### FailureAlarm") : text.index("### ThrottledAlarm")]
    named = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^- .*?:", runbook, re.M | re.S))))
    permanent = {
        kind.__name__
        for kind in vars(errors).values()
        if isinstance(kind, type)
        and issubclass(kind, errors.PermanentError)
        and not kind.__subclasses__()
    }
    assert permanent - named == NOT_OF_A_PUSH


def test_the_outcomes_are_all_there_are() -> None:
    for text in (README, DOCUMENTS["outcomes.md"]):
        assert [name for name, *_ in table(text, "outcome")] == [kind.value for kind in Kind]


def test_every_package_that_is_asked_for_has_its_reason() -> None:
    asked = {
        re.split(r"[\[=<>~! ]", line)[0]
        for path in [ROOT / "layers/third_party/requirements.in", *ROOT.glob("requirements/*.in")]
        for line in path.read_text().splitlines()
        if line and not line.startswith(("#", "-"))
    }
    reasons = table(DOCUMENTS["CONTRIBUTING.md"], "package")
    explained = {name for names, _ in reasons for name in names.split(", ")}
    assert asked - explained == set()
    assert explained - asked == {"urllib3"}  # it comes with boto3, and is used directly
