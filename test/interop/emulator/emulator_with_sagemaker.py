"""ministack, with SageMaker from elsewhere.

ministack has no SageMaker. Its Step Functions gets one here: the integrations `sagemaker:*` and `aws-sdk:sagemaker:*`
are sent to SAGEMAKER_URL. Jobs read and write the bucket beside that SageMaker; what either bucket lacks is copied over
before a job and after it. Three more things are done for the emulator:

- a Task's TimeoutSeconds that is a JSONata expression is evaluated (it compares the text with a number);
- functions get the operator's keys, which both sides know, instead of keys of its own;
- each line of the standard input is an event of an AWS service for the default bus (PutEvents refuses those).
"""

import json
import os
import sys
import threading
import time

import botocore.session
from botocore.exceptions import ClientError
from ministack import app
from ministack.core import lambda_runtime
from ministack.services import eventbridge, stepfunctions

KEYS = {"aws_access_key_id": os.environ["OPERATOR_KEY"], "aws_secret_access_key": os.environ["OPERATOR_SECRET"]}
BUCKET = os.environ["SHARED_BUCKET"]
ENDED = ("Completed", "Failed", "Stopped")


def client(service, url):
    region = os.environ["MINISTACK_REGION"]
    return botocore.session.get_session().create_client(service, region, endpoint_url=url, **KEYS)


sagemaker = client("sagemaker", os.environ["SAGEMAKER_URL"])
bucket_there = client("s3", os.environ["SAGEMAKER_URL"])
bucket_here = client("s3", f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}")


def etags(s3):
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
    return {item["Key"]: item["ETag"] for page in pages for item in page.get("Contents", [])}


def copy_missing(source, target):
    there = etags(target)
    for key, etag in etags(source).items():
        if there.get(key) != etag:
            body = source.get_object(Bucket=BUCKET, Key=key)["Body"].read()
            target.put_object(Bucket=BUCKET, Key=key, Body=body)


def send(operation, arguments, unmodelled):
    """The answer as a state's result. An error that the API's model does not name gets the name `unmodelled`."""
    method = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation)
    try:
        answer = getattr(sagemaker, method)(**arguments)
    except ClientError as error:
        code, message = error.response["Error"]["Code"], error.response["Error"]["Message"]
        modelled = code in sagemaker.meta.service_model.shape_names
        name = f"SageMaker.{code.removesuffix('Exception')}Exception" if modelled else unmodelled
        raise stepfunctions._ExecutionError(name, message) from None
    answer.pop("ResponseMetadata")
    return json.loads(json.dumps(answer, default=lambda moment: moment.isoformat()))


def optimised(resource, arguments):
    unmodelled = "SageMaker.AmazonSageMakerException"
    request = resource.split(":")[-1].removesuffix(".sync")
    if not resource.endswith(".sync"):
        return send(request, arguments, unmodelled)
    job = request.removeprefix("create")
    copy_missing(bucket_here, bucket_there)
    send(request, arguments, unmodelled)
    while (found := send(f"describe{job}", {f"{job}Name": arguments[f"{job}Name"]}, unmodelled))[f"{job}Status"] not in ENDED:
        time.sleep(0.1)
    copy_missing(bucket_there, bucket_here)
    if found[f"{job}Status"] == "Failed":
        raise stepfunctions._ExecutionError("States.TaskFailed", json.dumps(found))
    return found


def aws_sdk(resource, arguments):
    return send(resource.split(":")[-1], arguments, "SageMaker.SageMakerException")


execute_task = stepfunctions._execute_task


def execute_task_with_timeout(state, state_input, execution, context):
    if isinstance(state.get("TimeoutSeconds"), str):
        seconds = stepfunctions._jsonata_state_field(state, "TimeoutSeconds", "number", state_input, context)
        state = {**state, "TimeoutSeconds": seconds}
    return execute_task(state, state_input, execution, context)


def put_events_of_services():
    for line in sys.stdin:
        eventbridge._put_events({"Entries": [json.loads(line)]}, allow_aws_source=True)


stepfunctions._SERVICE_DISPATCH["arn:aws:states:::sagemaker:"] = optimised
stepfunctions._SERVICE_DISPATCH["arn:aws:states:::aws-sdk:sagemaker:"] = aws_sdk
stepfunctions._execute_task = execute_task_with_timeout
lambda_runtime.execution_credentials = lambda _: {
    "AWS_ACCESS_KEY_ID": KEYS["aws_access_key_id"],
    "AWS_SECRET_ACCESS_KEY": KEYS["aws_secret_access_key"],
    "AWS_SESSION_TOKEN": "",
}
threading.Thread(target=put_events_of_services, daemon=True).start()
app.main()
