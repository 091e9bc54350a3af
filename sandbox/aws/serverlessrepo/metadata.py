"""What a publisher may say of an application.

Source: AWS SAM Developer Guide, "AWS SAM template Metadata section properties".
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from sandbox.aws.serverlessrepo.errors import bad_request

_LONGEST_AND_PATTERN = {
    "Name": (140, r"[a-zA-Z0-9\-]+"),
    "Description": (256, r"(?s).+"),
    "Author": (127, r"[a-z0-9](([a-z0-9]|-(?!-))*[a-z0-9])?"),
}
_LABEL = (127, r"[a-zA-Z0-9+\-_:/@]+")
_MOST_LABELS = 10
# The expression that semver.org suggests.
_SEMANTIC_VERSION = re.compile(
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
    r"(-(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?"
    r"(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?",
    re.ASCII,
)


def check_metadata(given: Mapping[str, Any]) -> None:
    """Check every property that is given.

    Raises:
        AwsError: `BadRequestException`, which names the property.
    """
    for name, (longest, pattern) in _LONGEST_AND_PATTERN.items():
        if name in given:
            _check_text(name, given[name], longest, pattern)
    labels = given.get("Labels", [])
    if len(labels) > _MOST_LABELS:
        raise bad_request(f"Labels has {len(labels)} labels; at most {_MOST_LABELS} are allowed")
    for label in labels:
        _check_text("Labels", label, *_LABEL)
    _check_urls(given, ("HomePageUrl", "SourceCodeUrl"))
    if "SpdxLicenseId" in given and not _is_license_id(given["SpdxLicenseId"]):
        raise bad_request(f"SpdxLicenseId {given['SpdxLicenseId']} is not an SPDX identifier")


def check_required(given: Mapping[str, Any], names: Iterable[str]) -> None:
    """Check that properties are given.

    Raises:
        AwsError: `BadRequestException`, which names those that are not.
    """
    if missing := [name for name in names if not given.get(name)]:
        raise bad_request(f"{', '.join(missing)} must be given")


def check_semantic_version(version: str) -> None:
    """Check a version.

    Raises:
        AwsError: `BadRequestException`.
    """
    if not _SEMANTIC_VERSION.fullmatch(version):
        raise bad_request(f"SemanticVersion {version} is not a semantic version")


def _check_text(name: str, value: str, longest: int, pattern: str) -> None:
    if not 1 <= len(value) <= longest:
        raise bad_request(f"{name} has {len(value)} characters; it must have 1 to {longest}")
    if not re.fullmatch(pattern, value):
        raise bad_request(f"{name} {value!r} does not match the pattern {pattern}")


def _check_urls(given: Mapping[str, Any], names: Iterable[str]) -> None:
    for name in names:
        if name in given and not re.fullmatch(r"https?://[^\s/]+\S*", given[name]):
            raise bad_request(f"{name} {given[name]!r} is not a URL")


def _is_license_id(value: str) -> bool:
    try:
        canonical = canonicalize_license_expression(value)
    except InvalidLicenseExpression:
        return False
    return canonical == value and not re.search(r"[\s()]|^LicenseRef-", value)
