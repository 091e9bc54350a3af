"""The operations on layers."""

import re
from typing import Any

from sandbox.aws.functions.api.call import Call
from sandbox.aws.functions.api.errors import constraint, not_found
from sandbox.aws.functions.api.layer import Layer, LayerVersion
from sandbox.aws.functions.api.package import check_total_size, uploaded

_NAME = re.compile(r"(arn:aws[\w-]*:lambda:[^:]+:\d{12}:layer:)?(?P<name>[a-zA-Z0-9_-]{1,140})")


def publish(call: Call) -> dict[str, Any]:
    """PublishLayerVersion."""
    parameters, store = call.parameters, call.store
    name = _layer_name(call)
    package = uploaded(parameters["Content"], store.account_id, store.region_name)
    check_total_size([package])
    with store.lock:
        layer = store.layers.setdefault(name, Layer(store.arn("layer", name)))
        layer.last_number += 1
        version = layer.versions[layer.last_number] = LayerVersion(
            layer_arn=layer.arn,
            number=layer.last_number,
            package=package,
            description=parameters.get("Description", ""),
            license_info=parameters.get("LicenseInfo", ""),
            runtimes=tuple(parameters.get("CompatibleRuntimes", ())),
            architectures=tuple(parameters.get("CompatibleArchitectures", ())),
        )
    return version.details()


def get(call: Call) -> dict[str, Any]:
    """GetLayerVersion."""
    layer = call.store.layers.get(_layer_name(call))
    version = layer.versions.get(call.parameters["VersionNumber"]) if layer else None
    if version is None:
        raise not_found("The resource you requested does not exist.")
    return version.details()


def get_by_arn(call: Call) -> dict[str, Any]:
    """GetLayerVersionByArn."""
    version = call.store.layer_version(call.parameters["Arn"])
    if version is None:
        raise not_found("The resource you requested does not exist.")
    return version.details()


def list_versions(call: Call) -> dict[str, Any]:
    """ListLayerVersions, newest first, all on one page."""
    layer = call.store.layers.get(_layer_name(call))
    versions = reversed(layer.versions.values()) if layer else ()
    return {"LayerVersions": [version.summary() for version in versions]}


def list_all(call: Call) -> dict[str, Any]:
    """ListLayers, all on one page."""
    shown = [
        {
            "LayerName": name,
            "LayerArn": layer.arn,
            "LatestMatchingVersion": layer.versions[max(layer.versions)].summary(),
        }
        for name, layer in sorted(call.store.layers.items())
        if layer.versions
    ]
    return {"Layers": shown}


def delete(call: Call) -> dict[str, Any]:
    """DeleteLayerVersion. Functions that have it keep it; it may be gone already."""
    layer = call.store.layers.get(_layer_name(call))
    if layer is not None:
        layer.versions.pop(call.parameters["VersionNumber"], None)
    return {}


def _layer_name(call: Call) -> str:
    named = call.parameters["LayerName"]
    match = _NAME.fullmatch(named)
    if match is None:
        raise constraint(named, "layerName", "satisfy regular expression pattern")
    return match["name"]
