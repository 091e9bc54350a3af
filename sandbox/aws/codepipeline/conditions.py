"""Conditions of stages: before an execution enters one, variables may be checked.

Source: AWS CodePipeline User Guide, "How do stage conditions work?" and "VariableCheck" in "Rule
structure reference".
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.aws.codepipeline.errors import invalid_structure
from sandbox.aws.codepipeline.executions import Declared
from sandbox.aws.errors import NotSupported

_RESULTS = ("FAIL", "SKIP")
_KEYS = {"Operator", "Value", "Variable"}
_OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "CONTAINS": lambda variable, value: value in variable,
    "EQ": lambda variable, value: variable == value,
    "MATCHES": lambda variable, value: re.search(value, variable) is not None,
    "NE": lambda variable, value: variable != value,
}


def check_stage_conditions(stage: Declared) -> None:
    """Check that the executor can decide what a stage is entered on.

    Raises:
        AwsError: `InvalidStructureException`.
        NotSupported: Other conditions, rules and results than those that are here.
    """
    where = f"of the stage {stage['name']} (codepipeline)"
    for name in ("onFailure", "onSuccess"):
        if stage.get(name):
            raise NotSupported(f"{name} {where}")
    for condition in stage.get("beforeEntry", {}).get("conditions", []):
        if condition.get("result", "FAIL") not in _RESULTS:
            raise NotSupported(f"the result {condition['result']} of beforeEntry {where}")
        for rule in condition.get("rules", []):
            _check_rule(rule, where)


def _check_rule(rule: Declared, where: str) -> None:
    type_id, configuration = rule["ruleTypeId"], rule.get("configuration", {})
    if type_id["provider"] != "VariableCheck":
        raise NotSupported(f"rules of the type {type_id['provider']} {where}")
    for name in ("commands", "inputArtifacts", "region", "roleArn"):
        if rule.get(name):
            raise NotSupported(f"{name} of the rule {rule['name']} {where}")
    if set(configuration) != _KEYS:
        raise invalid_structure(f"The rule {rule['name']} needs exactly {', '.join(sorted(_KEYS))}")
    if configuration["Operator"] not in _OPERATORS:
        raise invalid_structure(f"The rule {rule['name']} has no operator of VariableCheck")


def entry_of(stage: Declared, resolve: Callable[[Mapping[str, str]], Mapping[str, str]]) -> str:
    """What becomes of an execution before it enters a stage.

    Args:
        stage: The stage.
        resolve: Gives a configuration with the values of its variables.

    Returns:
        `ENTER`, or the result of the first condition that is not met: `FAIL` or `SKIP`.

    Raises:
        ActionFailed: A variable has no value.
    """
    for condition in stage.get("beforeEntry", {}).get("conditions", []):
        for rule in condition.get("rules", []):
            if not _is_met(resolve(rule["configuration"])):
                return str(condition.get("result", "FAIL"))
    return "ENTER"


def _is_met(configuration: Mapping[str, Any]) -> bool:
    compare = _OPERATORS[configuration["Operator"]]
    return compare(configuration["Variable"], configuration["Value"])
