"""boto3 as it comes scales a variant of the endpoint `e`; prints what it was told."""

import datetime
import json

import boto3

TARGET = {
    "ServiceNamespace": "sagemaker",
    "ResourceId": "endpoint/e/variant/main",
    "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
}
scaling = boto3.client("application-autoscaling")


def refusal(call, **more):
    try:
        call(**TARGET, **more)
    except scaling.exceptions.ObjectNotFoundException as error:
        return error.response["Error"]["Message"]


def pages(operation, **options):
    return [item for page in scaling.get_paginator(operation).paginate(**options) for key in page for item in page[key] if key[0] == "S"]


told = {"refusal": refusal(scaling.deregister_scalable_target)}
arn = scaling.register_scalable_target(**TARGET, MinCapacity=1, MaxCapacity=4, Tags={"team": "ml"})["ScalableTargetARN"]
told["tags"] = scaling.list_tags_for_resource(ResourceARN=arn)["Tags"]
policy = scaling.put_scaling_policy(
    **TARGET,
    PolicyName="p",
    PolicyType="TargetTrackingScaling",
    TargetTrackingScalingPolicyConfiguration={
        "TargetValue": 600.0,
        "PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"},
    },
)
told["alarms"] = len(policy["Alarms"])
told["policies"] = [one["PolicyName"] for one in pages("describe_scaling_policies", ServiceNamespace="sagemaker")]
for number in range(3):
    scaling.put_scheduled_action(
        **TARGET,
        ScheduledActionName=f"s{number}",
        Schedule="cron(0 9 ? * MON-FRI *)",
        Timezone="Asia/Manila",
        StartTime=datetime.datetime(2030, 1, 1, tzinfo=datetime.timezone.utc),
        ScalableTargetAction={"MinCapacity": 2},
    )
paged = pages("describe_scheduled_actions", ServiceNamespace="sagemaker", PaginationConfig={"PageSize": 2})
told["actions"] = [[one["ScheduledActionName"], one["StartTime"].timestamp()] for one in paged]
scaling.register_scalable_target(**TARGET, MinCapacity=2)
told["target"] = [
    [one["MinCapacity"], one["MaxCapacity"], isinstance(one["CreationTime"], datetime.datetime)]
    for one in pages("describe_scalable_targets", ServiceNamespace="sagemaker")
]
while not (activities := scaling.describe_scaling_activities(**TARGET)["ScalingActivities"]) or activities[0]["StatusCode"] == "InProgress":
    pass
told["activity"] = [activities[0]["Description"], activities[0]["Cause"], activities[0]["StatusCode"]]
scaling.deregister_scalable_target(**TARGET)
print(json.dumps(told))
