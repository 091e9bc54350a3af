"""Alarms and dashboards."""

from typing import override

from sandbox.aws.cloudformation.resource_type import (
    Account,
    Made,
    Properties,
    ResourceType,
    removed_tags,
)


class Alarm(ResourceType):
    """`AWS::CloudWatch::Alarm`."""

    name = "AWS::CloudWatch::Alarm"
    supported = frozenset(
        {
            "ActionsEnabled", "AlarmActions", "AlarmDescription", "AlarmName", "ComparisonOperator",
            "DatapointsToAlarm", "Dimensions", "EvaluateLowSampleCountPercentile",
            "EvaluationPeriods", "ExtendedStatistic", "InsufficientDataActions", "MetricName",
            "Metrics", "Namespace", "OKActions", "Period", "Statistic", "Tags", "Threshold",
            "TreatMissingData", "Unit",
        }
    )  # fmt: skip
    attributes = frozenset({"Arn"})
    named_by = "AlarmName"
    longest_name = 255

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Put the alarm."""
        self._put(account, name, wanted)
        return Made(name, {"Arn": f"arn:aws:cloudwatch:{account.region}:{account.id}:alarm:{name}"})

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Put the alarm anew: what is not named goes."""
        self._put(account, made.physical_id, wanted)
        # Putting an alarm that exists leaves its tags as they are.
        cloudwatch, arn = account.client("cloudwatch"), made.attributes["Arn"]
        if gone := removed_tags(before, wanted):
            cloudwatch.untag_resource(ResourceARN=arn, TagKeys=gone)
        if tags := wanted.get("Tags"):
            cloudwatch.tag_resource(ResourceARN=arn, Tags=tags)
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the alarm."""
        account.client("cloudwatch").delete_alarms(AlarmNames=[made.physical_id])

    def _put(self, account: Account, name: str, wanted: Properties) -> None:
        account.client("cloudwatch").put_metric_alarm(**{**wanted, "AlarmName": name})


class Dashboard(ResourceType):
    """`AWS::CloudWatch::Dashboard`."""

    name = "AWS::CloudWatch::Dashboard"
    supported = frozenset({"DashboardBody", "DashboardName"})
    named_by = "DashboardName"
    longest_name = 255

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Put the dashboard."""
        self._put(account, name, wanted)
        return Made(name)

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Put the dashboard anew."""
        self._put(account, made.physical_id, wanted)
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the dashboard."""
        account.client("cloudwatch").delete_dashboards(DashboardNames=[made.physical_id])

    def _put(self, account: Account, name: str, wanted: Properties) -> None:
        account.client("cloudwatch").put_dashboard(
            DashboardName=name, DashboardBody=wanted["DashboardBody"]
        )
