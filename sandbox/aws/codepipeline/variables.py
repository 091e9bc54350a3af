"""Variables in the configuration of actions: `#{namespace.key}`.

Source: AWS CodePipeline User Guide, "Variables reference".
"""

import re
from collections.abc import Iterator, Mapping

from sandbox.aws.codepipeline.errors import ActionFailed
from sandbox.aws.codepipeline.executions import Execution

_REFERENCE = re.compile(r"#\{([^.{}]+)\.([^{}]+)\}")
SERVICE_NAMESPACE = "codepipeline"
PIPELINE_NAMESPACE = "variables"

type Namespaces = Mapping[str, Mapping[str, str]]


def of(execution: Execution) -> Namespaces:
    """The variables that the actions of an execution can name by now."""
    return {
        **execution.namespaces,
        PIPELINE_NAMESPACE: execution.variables,
        SERVICE_NAMESPACE: {"PipelineExecutionId": execution.id},
    }


def namespaces_in(text: str) -> Iterator[str]:
    """The namespaces that a value refers to."""
    return (reference[1] for reference in _REFERENCE.finditer(text))


def resolved(configuration: Mapping[str, str], known: Namespaces) -> dict[str, str]:
    """A configuration with the values of its variables.

    Raises:
        ActionFailed: `ConfigurationError`, for a variable that no action has given.
    """
    return {key: _resolved(value, known) for key, value in configuration.items()}


def _resolved(text: str, known: Namespaces) -> str:
    def value(reference: re.Match[str]) -> str:
        namespace, key = reference.groups()
        if key not in known.get(namespace, {}):
            raise ActionFailed(
                f"The variable {reference[0]} cannot be resolved: no action of this execution has "
                f"given '{key}' in the namespace '{namespace}'",
                "ConfigurationError",
            )
        return known[namespace][key]

    return _REFERENCE.sub(value, text)
