"""Pipelines are made, changed, listed, tagged and deleted."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.aws.callers import current_caller
from sandbox.aws.codepipeline import showing
from sandbox.aws.codepipeline.acting import SERVICE, trusts
from sandbox.aws.codepipeline.declaration import checked
from sandbox.aws.codepipeline.errors import invalid_structure, pipeline_error
from sandbox.aws.codepipeline.pages import page
from sandbox.aws.codepipeline.pipeline import Pipeline
from sandbox.aws.codepipeline.service import Pipelines, tags_of

type Input = Mapping[str, Any]
type Output = dict[str, Any]

_CHANGED = "Pipeline execution was cancelled because the pipeline structure was updated."


class Declaring:
    """The operations on pipelines themselves."""

    def __init__(self, pipelines: Pipelines) -> None:
        self._all, self._engine = pipelines, pipelines.engine
        self.operations: Mapping[str, Callable[[Input], Output]] = {
            "CreatePipeline": self._create,
            "DeletePipeline": self._delete,
            "GetPipeline": self._get,
            "ListPipelines": self._list,
            "ListTagsForResource": self._list_tags,
            "TagResource": self._tag,
            "UntagResource": self._untag,
            "UpdatePipeline": self._update,
        }

    def _create(self, asked: Input) -> Output:
        """Make a pipeline, which runs at once ("Pipeline executions": "CreatePipeline")."""
        declared = self._checked(asked)
        with self._engine.changed:
            name = declared["name"]
            if name in self._all.pipelines:
                raise pipeline_error(
                    "PipelineNameInUseException",
                    f"A pipeline with the name '{name}' already exists in account "
                    f"'{self._all.account}'",
                )
            declared["version"] = 1
            tags = tags_of(asked.get("tags", []))
            made = Pipeline(self._all.arn(name), declared, tags)
            self._all.pipelines[name] = made
            self._all.start(made, ("CreatePipeline", current_caller()))
        return {"pipeline": declared, "tags": asked.get("tags", [])}

    def _update(self, asked: Input) -> Output:
        """Change the structure: executions that have not ended are cancelled."""
        declared = self._checked(asked)
        with self._engine.changed:
            found = self._all.find(declared["name"])
            declared["version"] = found.declaration["version"] + 1
            for execution in list(found.running()):
                self._engine.end(found, execution, "Cancelled", _CHANGED)
            found.declare(declared)
            self._engine.changed.notify_all()
        return {"pipeline": declared}

    def _delete(self, asked: Input) -> Output:
        with self._engine.changed:
            gone = self._all.pipelines.pop(asked["name"], None)
            if gone is not None:
                for execution in list(gone.running()):
                    self._engine.end(gone, execution, "Cancelled", "The pipeline was deleted.")
        return {}

    def _get(self, asked: Input) -> Output:
        with self._engine.changed:
            found = self._all.find(asked["name"])
            version = asked.get("version", found.declaration["version"])
            if version != found.declaration["version"]:
                raise pipeline_error(
                    "PipelineVersionNotFoundException",
                    f"The sandbox keeps only the version {found.declaration['version']}",
                )
            metadata = {"pipelineArn": found.arn, "created": found.created}
            return {
                "pipeline": found.declaration,
                "metadata": {**metadata, "updated": found.updated},
            }

    def _list(self, asked: Input) -> Output:
        with self._engine.changed:
            listed = [showing.summary(one) for one in self._all.pipelines.values()]
        shown, token = page(listed, asked.get("maxResults", 1000), asked.get("nextToken"))
        return {"pipelines": shown, **token}

    def _list_tags(self, asked: Input) -> Output:
        with self._engine.changed:
            tags = self._by_arn(asked["resourceArn"]).tags
            return {"tags": [{"key": key, "value": value} for key, value in tags.items()]}

    def _tag(self, asked: Input) -> Output:
        with self._engine.changed:
            self._by_arn(asked["resourceArn"]).tags.update(tags_of(asked["tags"]))
        return {}

    def _untag(self, asked: Input) -> Output:
        with self._engine.changed:
            tags = self._by_arn(asked["resourceArn"]).tags
            for key in asked["tagKeys"]:
                tags.pop(key, None)
        return {}

    def _checked(self, asked: Input) -> Output:
        declared = checked(asked["pipeline"], self._all.region)
        role = declared["roleArn"]
        if not trusts(role, "Service", (SERVICE,), self._all.arn(declared["name"])):
            raise invalid_structure(
                f"CodePipeline is not authorized to perform AssumeRole on role {role}"
            )
        return declared

    def _by_arn(self, arn: str) -> Pipeline:
        for pipeline in self._all.pipelines.values():
            if pipeline.arn == arn:
                return pipeline
        raise pipeline_error("ResourceNotFoundException", f"{arn} does not exist")
