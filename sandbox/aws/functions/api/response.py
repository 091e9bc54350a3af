"""Answer Lambda's requests: read and written by botocore's model, in the place of moto's own."""

import json
from typing import ClassVar

from moto.awslambda.responses import LambdaResponse
from moto.core.common_types import TYPE_RESPONSE
from moto.core.responses import ActionResult
from moto.core.utils import get_service_model

from sandbox.aws.errors import AwsError, NotSupported
from sandbox.aws.functions.api import operations
from sandbox.aws.functions.api.call import Call, Host
from sandbox.aws.functions.api.errors import is_modelled
from sandbox.aws.functions.api.invoke_operations import invoke
from sandbox.aws.functions.api.store import stores


class LambdaOperations(LambdaResponse):
    """Takes the place of moto's class. Nothing of moto's Lambda, nor Docker, is ever tried."""

    host: ClassVar[Host]
    """What runs functions; `Functions.install` sets it."""

    def call_action(self) -> TYPE_RESPONSE:
        """Answer the request that moto has read."""
        operation = self._get_action()
        try:
            return self._carried_out(operation)
        except AwsError as error:
            return self._refused(operation, error)
        except NotSupported as refusal:
            # No SDK retries a 501, so that a test fails at once and says what is missing.
            return _error("NotImplemented", str(refusal), 501)

    def _carried_out(self, operation: str) -> TYPE_RESPONSE:
        if operation == "Invoke":
            return invoke(self._call(operation, operations.INVOKE))
        if operation not in operations.OPERATIONS:
            raise NotSupported(f"lambda {operation}")
        known = operations.OPERATIONS[operation]
        result = known.carry_out(self._call(operation, known.parameters))
        return self.serialized(ActionResult(result))

    def _call(self, operation: str, supported: str) -> Call:
        self.parse_parameters(self.normalized_request)
        if unknown := sorted(self.params.keys() - set(supported.split())):
            raise NotSupported(f"lambda {operation} with {', '.join(unknown)}")
        return Call(self.params, stores[self.current_account][self.region], self.host)

    def _refused(self, operation: str, error: AwsError) -> TYPE_RESPONSE:
        model = get_service_model("lambda").operation_model(operation)
        if is_modelled(error, model):
            return _error(error.code, error.message, error.status)
        bug = f"A bug of the sandbox: {operation} does not answer with {error}"
        return _error("ServiceException", bug, 500)


def _error(code: str, message: str, status: int) -> TYPE_RESPONSE:
    headers = {"Content-Type": "application/json", "X-Amzn-ErrorType": code}
    return status, headers, json.dumps({"Type": "User", "message": message})
