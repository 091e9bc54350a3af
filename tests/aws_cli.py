"""As much of the AWS CLI as the documents show, by botocore's own models: it is not installed here.

"AWS CLI Command Reference" and "Control command output": options are the members of the operation's
input, `file://` and `fileb://` load files, `--query` is JMESPath, blobs are Base64, and what is
streamed goes to a file that is named last.
"""

import argparse
import base64
import sys
from pathlib import Path
from typing import Any

import boto3
import jmespath  # type: ignore[import-untyped]  # without types
from botocore import xform_name


def main(argv: list[str]) -> str:
    """Carry a command out; what it prints."""
    service, command, *options = argv
    session: Any = boto3.Session()
    client = session.client(service)
    operation = command.replace("-", "_")
    model = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation])
    parser = argparse.ArgumentParser(prog=f"aws {service} {command}", allow_abbrev=False)
    parser.add_argument("--query")
    parser.add_argument("--output", choices=["text"])
    for member in model.input_shape.members:
        parser.add_argument(f"--{xform_name(member, '-')}", dest=member)
    if model.has_streaming_output:
        parser.add_argument("outfile", type=Path)
    given = vars(parser.parse_args(options))
    sent = {name: _loaded(given[name]) for name in model.input_shape.members if given[name]}
    answer = getattr(client, operation)(**sent)
    answer.pop("ResponseMetadata")
    if model.has_streaming_output:
        member = model.output_shape.serialization["payload"]
        given["outfile"].write_bytes(answer.pop(member).read())
    found = jmespath.search(given["query"], answer) if given["query"] else None
    return _text(found) if found is not None else ""


def _loaded(value: str) -> str | bytes:
    if value.startswith("fileb://"):
        return Path(value.removeprefix("fileb://")).read_bytes()
    if value.startswith("file://"):
        return Path(value.removeprefix("file://")).read_text()
    return value


def _text(found: Any) -> str:
    """`--output text`: a list is one line, with tabs."""
    if isinstance(found, list):
        return "\t".join(map(_text, found))
    return base64.b64encode(found).decode() if isinstance(found, bytes) else str(found)


if __name__ == "__main__":
    if printed := main(sys.argv[1:]):
        sys.stdout.write(f"{printed}\n")
