"""Functions, and who else may invoke them.

Their properties have the names of the API, so they are handed on as they are; what Lambda in the
sandbox does not keep is not in `supported`.
"""

from typing import Any, override

from sandbox.aws.cloudformation.resource_type import (
    Account,
    Made,
    Properties,
    ResourceType,
    only,
    tag_map,
    undone_on_failure,
)

# AWS Lambda API Reference, UpdateFunctionConfiguration: what a setting is when it is not set.
_CONFIGURATION: dict[str, Any] = {
    "DeadLetterConfig": {"TargetArn": ""},
    "Description": "",
    "Environment": {"Variables": {}},
    "EphemeralStorage": {"Size": 512},
    "Handler": None,
    "Layers": [],
    "LoggingConfig": None,
    "MemorySize": 128,
    "Role": None,
    "Runtime": None,
    "Timeout": 3,
    "TracingConfig": {"Mode": "PassThrough"},
}


class Function(ResourceType):
    """`AWS::Lambda::Function` from a ZIP archive in S3."""

    name = "AWS::Lambda::Function"
    supported = frozenset(
        {
            *_CONFIGURATION, "Architectures", "Code", "FunctionName", "PackageType",
            "ReservedConcurrentExecutions", "Tags",
        }
    )  # fmt: skip
    attributes = frozenset({"Arn"})
    named_by = "FunctionName"
    longest_name = 64

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Make the function."""
        client = account.client("lambda")
        arn = client.create_function(
            FunctionName=name,
            Tags=tag_map(wanted),
            **only(wanted, *_CONFIGURATION, "Architectures", "Code", "PackageType"),
        )["FunctionArn"]
        with undone_on_failure(lambda: client.delete_function(FunctionName=name)):
            self._reserve(account, name, wanted, {})
        return Made(name, {"Arn": arn})

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Replace the code and the configuration, where they differ."""
        client, name = account.client("lambda"), made.physical_id
        code = only(wanted, "Code", "Architectures")
        if code != only(before, "Code", "Architectures"):
            client.update_function_code(
                FunctionName=name, **wanted["Code"], **only(wanted, "Architectures")
            )
        if only(wanted, *_CONFIGURATION) != only(before, *_CONFIGURATION):
            gone = {key: _CONFIGURATION[key] for key in only(before, *_CONFIGURATION)}
            gone = {key: value for key, value in gone.items() if value is not None}
            client.update_function_configuration(
                FunctionName=name, **{**gone, **only(wanted, *_CONFIGURATION)}
            )
        self._reserve(account, name, wanted, before)
        if old := set(tag_map(before)) - set(tag_map(wanted)):
            client.untag_resource(Resource=made.attributes["Arn"], TagKeys=sorted(old))
        if tags := tag_map(wanted):
            client.tag_resource(Resource=made.attributes["Arn"], Tags=tags)
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the function."""
        account.client("lambda").delete_function(FunctionName=made.physical_id)

    def _reserve(self, account: Account, name: str, wanted: Properties, before: Properties) -> None:
        client, key = account.client("lambda"), "ReservedConcurrentExecutions"
        if key in wanted:
            client.put_function_concurrency(FunctionName=name, **only(wanted, key))
        elif key in before:
            client.delete_function_concurrency(FunctionName=name)


class Permission(ResourceType):
    """`AWS::Lambda::Permission`: who else may invoke a function."""

    name = "AWS::Lambda::Permission"
    supported = frozenset({"Action", "FunctionName", "Principal", "SourceAccount", "SourceArn"})

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Add the statement to the function's policy."""
        account.client("lambda").add_permission(StatementId=name, **wanted)
        return Made(name)

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Take the statement from the function's policy."""
        account.client("lambda").remove_permission(
            FunctionName=before["FunctionName"], StatementId=made.physical_id
        )
