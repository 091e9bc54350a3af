"""CodePipeline's API: each operation, from its input to its output.

Operations that are not here are refused. Names and shapes are those of botocore's model.
"""

from collections.abc import Callable, Mapping
from typing import Any

from moto.core.utils import get_service_model

from sandbox.aws.codepipeline import constraints
from sandbox.aws.codepipeline.answering import Answering
from sandbox.aws.codepipeline.declaring import Declaring
from sandbox.aws.codepipeline.looking import Looking
from sandbox.aws.codepipeline.service import Pipelines
from sandbox.aws.codepipeline.starting import Starting
from sandbox.aws.codepipeline.steering import Steering
from sandbox.aws.errors import NotSupported

type Input = Mapping[str, Any]
type Output = Mapping[str, Any]


class CodePipeline:
    """The service, with the pipelines of one account and region."""

    def __init__(self, pipelines: Pipelines) -> None:
        self._operations: Mapping[str, Callable[[Input], Output]] = {
            **Declaring(pipelines).operations,
            **Starting(pipelines).operations,
            **Steering(pipelines).operations,
            **Answering(pipelines).operations,
            **Looking(pipelines).operations,
        }

    def answer(self, operation: str, asked: Input) -> Output:
        """Carry out an operation.

        Raises:
            AwsError: What CodePipeline would answer instead.
            NotSupported: What the local AWS does not have.
        """
        if operation not in self._operations:
            raise NotSupported(f"codepipeline:{operation}")
        model = get_service_model("codepipeline").operation_model(operation)
        constraints.check(asked, model.input_shape, "")
        return self._operations[operation](asked)
