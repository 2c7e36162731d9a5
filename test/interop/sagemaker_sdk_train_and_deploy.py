"""Trains, deploys, asks and scores a model as users of the SageMaker Python SDK do. Prints one JSON object."""

import json
import os
import random

# The SDK's telemetry goes to an account of AWS.
settings = os.path.join(os.environ["HOME"], "sagemaker.yaml")
with open(settings, "w") as file:
    file.write("SchemaVersion: '1.0'\nSageMaker: {PythonSDK: {Modules: {TelemetryOptOut: true}}}\n")
os.environ["SAGEMAKER_USER_CONFIG_OVERRIDE"] = settings
os.environ["SAGEMAKER_SUPPRESS_V2_WARNING"] = "1"

import boto3
import sagemaker
from sagemaker import image_uris
from sagemaker.deserializers import CSVDeserializer
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.serializers import CSVSerializer
from sagemaker_core.resources import Endpoint, TrainingJob

resources = boto3.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName="trimtab-dev")
named = {item["LogicalResourceId"]: item["PhysicalResourceId"] for page in resources for item in page["StackResourceSummaries"]}
role = lambda name: f"arn:aws:iam::000000000000:role/{named[name]}"  # noqa: E731
session = sagemaker.Session(default_bucket=named["Bucket"], default_bucket_prefix="runs/sdk")


def upload(name, lines):
    path = os.path.join(os.environ["HOME"], name)
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")
    return session.upload_data(path, key_prefix=f"runs/sdk/{name}")


random.seed(1)
points = [(random.random(), random.random()) for _ in range(500)]
train = upload("train.csv", [f"{int(a + b > 1)},{a:.4f},{b:.4f}" for a, b in points])

estimator = Estimator(
    image_uris.retrieve("xgboost", session.boto_region_name, "1.7-1"),
    role("TrainJobRole"),
    instance_count=1,
    instance_type="ml.m5.large",
    output_path=f"s3://{named['Bucket']}/runs/sdk/model",
    hyperparameters={"objective": "binary:logistic", "num_round": "10"},
    sagemaker_session=session,
)
# `wait` and `logs` look every 10 to 30 seconds; the session's own waiting functions can look more often.
estimator.fit({"train": TrainingInput(train, content_type="text/csv")}, wait=False)
job = estimator.latest_training_job.name
session.logs_for_job(job, wait=True, poll=0.2)

predictor = estimator.deploy(
    1, "ml.m5.large", serializer=CSVSerializer(), deserializer=CSVDeserializer(), role=role("ServeModelRole"), wait=False
)
session.wait_for_endpoint(predictor.endpoint_name, poll=0.2)
ask = [[0.9, 0.9], [0.1, 0.1]]
predicted = [float(row[0]) for row in predictor.predict(ask)]

transformer = estimator.transformer(
    1, "ml.m5.large", output_path=f"s3://{named['Bucket']}/runs/sdk/scored", role=role("ServeModelRole")
)
transformer.transform(upload("ask.csv", ["0.9,0.9", "0.1,0.1"]), content_type="text/csv", split_type="Line", wait=False)
session.wait_for_transform_job(transformer.latest_transform_job.name, poll=0.2)
scored = session.read_s3_file(named["Bucket"], "runs/sdk/scored/ask.csv.out").split()

# The resource classes below the SDK.
described = TrainingJob.get(job)
endpoint = Endpoint.get(predictor.endpoint_name)
asked = endpoint.invoke(body="0.9,0.9", content_type="text/csv").body.read().decode()
listed = [item.training_job_name for item in TrainingJob.get_all(name_contains=job)]

predictor.delete_model()
predictor.delete_endpoint()
deleted = session.sagemaker_client.get_waiter("endpoint_deleted")
deleted.wait(EndpointName=predictor.endpoint_name, WaiterConfig={"Delay": 0.1, "MaxAttempts": 300})
print(
    json.dumps(
        {
            "predicted": predicted,
            "scored": [float(value) for value in scored],
            "asked": float(asked),
            "status": described.training_job_status,
            "listed": listed == [job],
            "endpoints": session.sagemaker_client.list_endpoints()["Endpoints"],
        }
    )
)
