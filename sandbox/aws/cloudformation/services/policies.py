"""Policies of IAM that are resources of their own."""

from typing import Any, override

from sandbox.aws.cloudformation.resource_type import (
    Account,
    Made,
    Properties,
    ResourceType,
    document,
    only,
    undone_on_failure,
)


class Policy(ResourceType):
    """`AWS::IAM::Policy`: an inline policy on roles."""

    name = "AWS::IAM::Policy"
    supported = frozenset({"PolicyDocument", "PolicyName", "Roles"})

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Put the policy on each role."""
        self._put(account, wanted)
        return Made(name)

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Put the policy anew."""
        if wanted["PolicyName"] != before["PolicyName"]:
            self.delete(account, made, before)
        for role in set(before.get("Roles", [])) - set(wanted.get("Roles", [])):
            account.client("iam").delete_role_policy(RoleName=role, PolicyName=before["PolicyName"])
        self._put(account, wanted)
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Take the policy from each role."""
        for role in before.get("Roles", []):
            account.client("iam").delete_role_policy(RoleName=role, PolicyName=before["PolicyName"])

    def _put(self, account: Account, wanted: Properties) -> None:
        for role in wanted.get("Roles", []):
            account.client("iam").put_role_policy(
                RoleName=role,
                PolicyName=wanted["PolicyName"],
                PolicyDocument=document(wanted["PolicyDocument"]),
            )


class ManagedPolicy(ResourceType):
    """`AWS::IAM::ManagedPolicy`."""

    name = "AWS::IAM::ManagedPolicy"
    supported = frozenset({"Description", "ManagedPolicyName", "Path", "PolicyDocument", "Roles"})
    attributes = frozenset({"PolicyArn"})
    named_by = "ManagedPolicyName"

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Make the policy."""
        iam = account.client("iam")
        arn = iam.create_policy(
            PolicyName=name,
            PolicyDocument=document(wanted["PolicyDocument"]),
            **only(wanted, "Description", "Path"),
        )["Policy"]["Arn"]
        with undone_on_failure(lambda: iam.delete_policy(PolicyArn=arn)):
            _attach(iam, arn, wanted, {})
        return Made(arn, {"PolicyArn": arn})

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Make a new version the default, remove the old one, and attach the policy anew."""
        iam, arn = account.client("iam"), made.physical_id
        old = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        iam.create_policy_version(
            PolicyArn=arn, PolicyDocument=document(wanted["PolicyDocument"]), SetAsDefault=True
        )
        iam.delete_policy_version(PolicyArn=arn, VersionId=old)
        _attach(iam, arn, wanted, before)
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Take the policy from its roles and remove it; no other role may have it."""
        iam = account.client("iam")
        _attach(iam, made.physical_id, {}, before)
        iam.delete_policy(PolicyArn=made.physical_id)


def _attach(iam: Any, arn: str, wanted: Properties, before: Properties) -> None:
    new, old = wanted.get("Roles", []), before.get("Roles", [])
    for role in set(old) - set(new):
        iam.detach_role_policy(RoleName=role, PolicyArn=arn)
    for role in new:
        iam.attach_role_policy(RoleName=role, PolicyArn=arn)
