"""What Lambda keeps of an account in a region, and how requests name it."""

import re
from threading import RLock

from moto.core.base_backend import BackendDict, BaseBackend

from sandbox.aws.errors import NotSupported
from sandbox.aws.functions.api.errors import constraint, not_found
from sandbox.aws.functions.api.function import Function
from sandbox.aws.functions.api.layer import Layer, LayerVersion
from sandbox.aws.functions.api.mapping import Mapping

_FUNCTION = re.compile(
    r"(?:(?:arn:aws[\w-]*:lambda:)?(?:[a-z0-9-]+:)?\d{12}:function:)?"
    r"(?P<name>[a-zA-Z0-9_-]{1,64})(?::(?P<qualifier>\$LATEST|[a-zA-Z0-9_-]+))?"
)
_LAYER_VERSION = re.compile(r"(?P<layer>arn:aws[\w-]*:lambda:[^:]+:\d{12}:layer:[^:]+):(?P<n>\d+)")


class Store(BaseBackend):
    """Functions by name, layers by name and mappings by id.

    It is a backend of moto so that resetting moto forgets them. Hold `lock` to read and then write.
    """

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.lock = RLock()
        self.functions: dict[str, Function] = {}
        self.layers: dict[str, Layer] = {}
        self.mappings: dict[str, Mapping] = {}

    def arn(self, kind: str, name: str) -> str:
        """The ARN of something here, such as `("function", "f")`."""
        return f"arn:{self.partition}:lambda:{self.region_name}:{self.account_id}:{kind}:{name}"

    def function(self, named: str) -> Function:
        """The function that a request names, by name or ARN.

        Raises:
            AwsError: `ResourceNotFoundException`.
            NotSupported: It names a version or an alias.
        """
        name = function_name(named)
        if name not in self.functions:
            raise not_found(f"Function not found: {self.arn('function', name)}")
        return self.functions[name]

    def mapping(self, mapping_id: str) -> Mapping:
        """A mapping by its UUID.

        Raises:
            AwsError: `ResourceNotFoundException`.
        """
        if mapping_id not in self.mappings:
            raise not_found("The resource you requested does not exist.")
        return self.mappings[mapping_id]

    def layer_version(self, arn: str) -> LayerVersion | None:
        """A version of a layer by its ARN, if it is there."""
        named = _LAYER_VERSION.fullmatch(arn)
        if named is None:
            return None
        layer = self.layers.get(named["layer"].rpartition(":")[2])
        if layer is None or layer.arn != named["layer"]:
            return None
        return layer.versions.get(int(named["n"]))


def function_name(named: str) -> str:
    """The name in a function's name or ARN.

    Raises:
        AwsError: `ValidationException`.
        NotSupported: It names a version or an alias.
    """
    match = _FUNCTION.fullmatch(named)
    if match is None:
        raise constraint(named, "functionName", "satisfy regular expression pattern")
    check_qualifier(match["qualifier"])
    return match["name"]


def check_qualifier(qualifier: str | None) -> None:
    """Refuse versions and aliases, which nothing here makes.

    Raises:
        NotSupported: It is not the latest.
    """
    if qualifier not in (None, "", "$LATEST"):
        raise NotSupported(f"versions and aliases of functions ({qualifier})")


stores: BackendDict[Store] = BackendDict(Store, "lambda")
