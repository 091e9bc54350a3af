"""Functions in the local Lambda, started cold as often as is asked."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.infra_repos import IMAGE
from benchmarks.pushes import sqs_event
from sandbox.aws.server import AwsServer
from sandbox.pushed_image import PushedImage
from sandbox.sam_application import WORK

_ONLY_A_CLIENT = """\
import boto3

client = boto3.client("codecommit")


def handle(event, context):
    return {}
"""
_KEPT = ("Runtime", "Role", "Handler", "MemorySize", "Timeout", "Environment", "LoggingConfig")
"""What a copy of a function has of its original's configuration."""
_TAGS = count()


@dataclass(frozen=True)
class ColdStart:
    """The first invocation of a new process, in seconds."""

    init: float
    """Until the handler's module was loaded."""
    handler: float
    """From then until the handler returned."""

    @property
    def total(self) -> float:
        """Both."""
        return self.init + self.handler


def start_cold(aws: AwsServer, function: str) -> ColdStart:
    """Invoke a function in a process of its own, with the push of a tag.

    Raises:
        RuntimeError: It failed.
    """
    client, number = aws.client("lambda"), next(_TAGS)
    # Another configuration makes the processes that run outdated.
    client.update_function_configuration(FunctionName=function, Description=f"Start {number}")
    image = PushedImage(IMAGE, f"cold-{number}")
    image.put(aws.client("ecr"))
    answer = client.invoke(FunctionName=function, Payload=sqs_event(image.tag))
    said = answer["Payload"].read()
    ran = aws.functions.invocations(function)[-1]
    if ran.error or ran.init_ms is None or b"itemIdentifier" in said:
        raise RuntimeError(f"{function} did not start cold and succeed: {said.decode()} {ran.log}")
    return ColdStart(ran.init_ms / 1000, ran.duration_ms / 1000)


def only_a_client(aws: AwsServer, like: str) -> str:
    """Make a function, with the size and the role of another one, that makes one boto3 client."""
    configuration = _configuration(aws, like) | {"Handler": "app.handle"}
    configuration.pop("Environment")
    return _create(aws, "only-a-client", {"app.py": _ONLY_A_CLIENT.encode()}, configuration)


def without_byte_code(aws: AwsServer, like: str) -> str:
    """Make a copy of a built and deployed function, code and layer without compiled modules."""
    layer = aws.client("lambda").publish_layer_version(
        LayerName="without-byte-code",
        Content={"ZipFile": _zipped(_sources(WORK / "build/ThirdPartyLayer"))},
    )
    configuration = _configuration(aws, like) | {"Layers": [layer["LayerVersionArn"]]}
    sources = _sources(WORK / "build/ImagePushedFunction")
    return _create(aws, "without-byte-code", sources, configuration)


def _configuration(aws: AwsServer, function: str) -> dict[str, Any]:
    found = aws.client("lambda").get_function_configuration(FunctionName=function)
    return {name: found[name] for name in _KEPT}


def _create(
    aws: AwsServer, name: str, files: Mapping[str, bytes], configuration: Mapping[str, Any]
) -> str:
    aws.client("lambda").create_function(
        FunctionName=name, Code={"ZipFile": _zipped(files)}, **configuration
    )
    return name


def _sources(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
    }


def _zipped(files: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o644 << 16  # Lambda's user has to be able to read it.
            archive.writestr(entry, data)
    return content.getvalue()
