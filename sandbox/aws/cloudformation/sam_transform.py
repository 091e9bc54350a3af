"""The transform `AWS::Serverless-2016-10-31`, by aws-sam-translator: the code that AWS runs."""

import copy
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sandbox.aws.cloudformation.template import Template
from sandbox.aws.errors import NotSupported

SERVERLESS = "AWS::Serverless-2016-10-31"


class TransformFailed(Exception):
    """The template is not a valid SAM template; the message is what AWS gives as the reason."""


def transforms(template: Template) -> list[str]:
    """The names in the template's `Transform` section.

    Raises:
        NotSupported: A transform other than SAM's.
    """
    declared = template.get("Transform") or []
    names = [declared] if isinstance(declared, str) else list(declared)
    for name in names:
        if name != SERVERLESS:
            raise NotSupported(f"the transform {name}")
    return names


def process(
    template: Template,
    parameters: Mapping[str, str],
    region: str,
    repository: Callable[[], Any] | None = None,
) -> Template:
    """The template with SAM's resources replaced by CloudFormation's.

    Args:
        template: The original, which is left as it is.
        parameters: The values of its parameters.
        region: The region of the stack.
        repository: Makes a client of the Serverless Application Repository, which has the templates
            of nested applications. None where nothing is made of the template.

    Raises:
        TransformFailed: The transform refused the template.
        NotSupported: A transform other than SAM's.
    """
    if not transforms(template):
        return template
    # Imported here: it takes seconds, and a server that deploys nothing does not need it.
    import boto3

    # aws-sam-translator has no types.
    from samtranslator.model.exceptions import (  # type: ignore[import-untyped]
        InvalidDocumentException,
    )
    from samtranslator.parser.parser import Parser  # type: ignore[import-untyped]
    from samtranslator.plugins.application.serverless_app_plugin import (  # type: ignore[import-untyped]
        ServerlessAppPlugin,
    )
    from samtranslator.translator.translator import Translator  # type: ignore[import-untyped]
    from samtranslator.utils.py27hash_fix import (  # type: ignore[import-untyped]
        to_py27_compatible_template,
        undo_mark_unicode_str_in_template,
    )

    fragment, values = copy.deepcopy(template), dict(parameters)
    # The hashes in the names of layers and versions are those of AWS only with these two steps.
    to_py27_compatible_template(fragment, values)
    applications = ServerlessAppPlugin(
        sar_client_creator=repository, validate_only=repository is None, parameters=values
    )
    session = boto3.Session(region_name=region)
    translator = Translator(None, Parser(), plugins=[applications], boto_session=session)
    try:
        processed = translator.translate(fragment, values, get_managed_policy_map=_managed_policies)
    except InvalidDocumentException as error:
        raise TransformFailed(_reason(error)) from error
    finally:
        translator.metrics.publish()  # To nowhere; it complains about those that it keeps.
    return dict(undo_mark_unicode_str_in_template(processed))


def _reason(error: Any) -> str:
    causes = " ".join(cause.message for cause in error.causes)
    return f"Transform {SERVERLESS} failed with: {error.message} {causes}".rstrip()


@cache
def _managed_policies() -> dict[str, str]:
    """AWS's own managed policies, by name: SAM's `Policies` may name them."""
    from moto.iam.models import iam_backends

    policies = iam_backends["123456789012"]["aws"].aws_managed_policies
    return {policy.name: policy.arn for policy in policies}
