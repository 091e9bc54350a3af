"""Mend moto's KMS."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from moto.kms.models import Key, KmsBackend
from moto.kms.responses import KmsResponse

from sandbox.aws.errors import NotSupported
from sandbox.aws.kms import imports
from sandbox.aws.kms.signing import check_has_material, check_may_sign

_IMPORTABLE = ("RSA_2048", "RSA_3072", "RSA_4096")


def install() -> None:
    """Mend it, in every moto of this process. Doing it again changes nothing."""
    if hasattr(KmsResponse.sign, "__wrapped__"):
        return
    KmsBackend.create_key = _waiting_for_import(KmsBackend.create_key)  # type: ignore[method-assign]
    KmsResponse.sign = _checked(KmsResponse.sign)  # type: ignore[method-assign]
    KmsResponse.get_public_key = _of_imported(KmsResponse.get_public_key)  # type: ignore[method-assign]
    KmsResponse.get_parameters_for_import = _get_parameters_for_import  # type: ignore[attr-defined]
    KmsResponse.import_key_material = _import_key_material  # type: ignore[attr-defined]


def _waiting_for_import(create_key: Callable[..., Key]) -> Callable[..., Key]:
    """Moto gives a key material of its own, whatever its origin."""

    @wraps(create_key)
    def waiting(*given: Any, **named: Any) -> Key:
        key = create_key(*given, **named)
        if key.origin == "EXTERNAL":
            if key.key_spec not in _IMPORTABLE:
                raise NotSupported(f"keys of {key.key_spec} that are brought along")
            key.key_state, key.enabled = "PendingImport", False
        return key

    return waiting


def _checked(sign: Callable[..., str]) -> Callable[..., str]:
    @wraps(sign)
    def checked(request: KmsResponse) -> str:
        message_type = request._get_param("MessageType") or "RAW"
        check_may_sign(_key(request), request._get_param("Message"), message_type)
        return sign(request)

    return checked


def _of_imported(get_public_key: Callable[..., str]) -> Callable[..., str]:
    @wraps(get_public_key)
    def of_imported(request: KmsResponse) -> str:
        check_has_material(_key(request))
        return get_public_key(request)

    return of_imported


def _get_parameters_for_import(request: KmsResponse) -> str:
    key = _key(request)
    token, public_key = imports.parameters_for_import(
        key, request._get_param("WrappingAlgorithm"), request._get_param("WrappingKeySpec")
    )
    return json.dumps(
        {
            "KeyId": key.arn,
            "ImportToken": base64.b64encode(token).decode(),
            "PublicKey": base64.b64encode(public_key).decode(),
            "ParametersValidTo": (datetime.now(UTC) + timedelta(hours=24)).timestamp(),
        }
    )


def _import_key_material(request: KmsResponse) -> str:
    model = request._get_param("ExpirationModel")
    if model != "KEY_MATERIAL_DOES_NOT_EXPIRE":
        raise NotSupported(f"the expiration model {model} (kms:ImportKeyMaterial)")
    key, token = _key(request), base64.b64decode(request._get_param("ImportToken"))
    encrypted = base64.b64decode(request._get_param("EncryptedKeyMaterial"))
    imports.import_material(key, token, encrypted)
    return json.dumps({"KeyId": key.arn})


def _key(request: KmsResponse) -> Key:
    asked = request._get_param("KeyId")
    request._validate_key_id(asked)
    return request.kms_backend.describe_key(asked)
