"""Answer CodeCommit's requests: read and written by botocore's model."""

import json
from typing import Any, ClassVar

from moto.codecommit.responses import CodeCommitResponse
from moto.core.common_types import TYPE_RESPONSE
from moto.core.responses import ActionResult

from sandbox.aws.codecommit.call import Call
from sandbox.aws.codecommit.errors import UnmodelledError, check_modelled
from sandbox.aws.codecommit.operations import OPERATIONS
from sandbox.aws.errors import AwsError, NotSupported
from sandbox.http_server import ENVIRON_KEY, Described
from sandbox.interruptions import Interruptions


class CodeCommitOperations(CodeCommitResponse):
    """Takes the place of moto's own class, whose operations it has and more."""

    interruptions: ClassVar[Interruptions]
    """What happens before operations; `install` sets it."""

    def call_action(self) -> TYPE_RESPONSE:
        """Answer the request that moto has read."""
        operation = self._get_action()
        try:
            return self.serialized(ActionResult(self._carried_out(operation)))
        except AwsError as error:
            return self._refused(operation, error)
        except NotSupported as refusal:
            # No SDK retries a 501, so that a test fails at once and says what is missing.
            return _error("NotImplemented", str(refusal), 501)

    def _carried_out(self, operation: str) -> dict[str, Any]:
        if operation not in OPERATIONS:
            raise NotSupported(f"codecommit {operation}")
        self.parse_parameters(self.normalized_request)
        unknown = sorted(self.params.keys() - OPERATIONS[operation].parameters.split())
        if unknown:
            raise NotSupported(f"codecommit {operation} with {', '.join(unknown)}")
        self.interruptions.happen(operation)
        return OPERATIONS[operation].carry_out(self._call(operation))

    def _call(self, operation: str) -> Call:
        described = self.normalized_request.environ.get(ENVIRON_KEY, Described())
        return Call(
            operation=operation,
            parameters=self.params,
            account=self.current_account,
            region=self.region,
            principal=described.principal,
            session=described.caller,
        )

    def _refused(self, operation: str, error: AwsError) -> TYPE_RESPONSE:
        try:
            check_modelled(operation, error)
        except UnmodelledError as bug:
            return _error("InternalFailure", f"A bug of the sandbox: {bug}", 500)
        return _error(error.code, error.message, error.status)


def _error(code: str, message: str, status: int) -> TYPE_RESPONSE:
    """An error in the JSON 1.1 protocol. Moto's own serialiser warns about AWS's common errors."""
    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amzn-ErrorType": code}
    return status, headers, json.dumps({"__type": code, "message": message})
