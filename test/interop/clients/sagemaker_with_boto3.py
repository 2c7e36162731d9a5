from botocore.exceptions import WaiterError

from aws import OFTEN, refused

ROWS = "\n".join(f"{int(a + b > 10)},{a},{b}" for a in range(11) for b in range(11)) + "\n"
CSV = {"ContentType": "text/csv"}
INSTANCE = {"InstanceType": "ml.m5.large", "InitialInstanceCount": 1}


def _image(aws):
    return f"475088953585.dkr.ecr.{aws.region}.amazonaws.com/sagemaker-xgboost:1.7-1"


def _s3(prefix):
    return {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": prefix}}


def _train(aws, rows=ROWS):
    sagemaker, name = aws.client("sagemaker"), aws.name("boto3")
    folder = f"runs/{name}"
    aws.client("s3").put_object(Bucket=aws.bucket, Key=f"{folder}/train/1.csv", Body=rows)
    sagemaker.create_training_job(
        TrainingJobName=name,
        AlgorithmSpecification={"TrainingImage": _image(aws), "TrainingInputMode": "File"},
        RoleArn=aws.role("TrainJobRole"),
        HyperParameters={"objective": "binary:logistic", "num_round": "5"},
        InputDataConfig=[{"ChannelName": "train", "DataSource": _s3(f"s3://{aws.bucket}/{folder}/train/"), **CSV}],
        OutputDataConfig={"S3OutputPath": f"s3://{aws.bucket}/{folder}/model"},
        ResourceConfig={"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1},
        StoppingCondition={"MaxRuntimeInSeconds": 600},
    )
    return name, folder


def _model(aws):
    sagemaker = aws.client("sagemaker")
    name, folder = _train(aws)
    sagemaker.get_waiter("training_job_completed_or_stopped").wait(TrainingJobName=name, WaiterConfig=OFTEN)
    artifact = sagemaker.describe_training_job(TrainingJobName=name)["ModelArtifacts"]["S3ModelArtifacts"]
    sagemaker.create_model(
        ModelName=name,
        ExecutionRoleArn=aws.role("ServeModelRole"),
        PrimaryContainer={"Image": _image(aws), "ModelDataUrl": artifact},
    )
    return name, folder


def _serve(aws, name, variant, **config):
    sagemaker = aws.client("sagemaker")
    variants = [{"VariantName": "all", "ModelName": name, **variant}]
    sagemaker.create_endpoint_config(EndpointConfigName=name, ProductionVariants=variants, **config)
    sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=name)
    sagemaker.get_waiter("endpoint_in_service").wait(EndpointName=name, WaiterConfig=OFTEN)
    return sagemaker.describe_endpoint(EndpointName=name)


def waiters_follow_a_model_from_training_to_its_endpoint_and_away(aws):
    sagemaker = aws.client("sagemaker")
    name, folder = _model(aws)

    aws.client("s3").put_object(Bucket=aws.bucket, Key=f"{folder}/ask/1.csv", Body="9,9\n1,1\n")
    sagemaker.create_transform_job(
        TransformJobName=name,
        ModelName=name,
        TransformInput={"DataSource": _s3(f"s3://{aws.bucket}/{folder}/ask/"), "SplitType": "Line", **CSV},
        TransformOutput={"S3OutputPath": f"s3://{aws.bucket}/{folder}/scored", "AssembleWith": "Line"},
        TransformResources={"InstanceType": "ml.m5.large", "InstanceCount": 1},
    )
    sagemaker.get_waiter("transform_job_completed_or_stopped").wait(TransformJobName=name, WaiterConfig=OFTEN)
    scored = aws.client("s3").get_object(Bucket=aws.bucket, Key=f"{folder}/scored/1.csv.out")["Body"].read().decode()
    high, low = map(float, scored.split())
    assert high > 0.5 > low, scored

    _serve(aws, name, INSTANCE)
    runtime = aws.client("sagemaker-runtime")
    answer = runtime.invoke_endpoint(EndpointName=name, Body="9,9", **CSV)
    assert abs(float(answer["Body"].read()) - high) < 1e-6
    assert answer["InvokedProductionVariant"] == "all"
    with refused("ValidationError", saying="not found"):
        runtime.invoke_endpoint(EndpointName="nobody", Body="9,9", **CSV)
    sagemaker.delete_endpoint(EndpointName=name)
    sagemaker.get_waiter("endpoint_deleted").wait(EndpointName=name, WaiterConfig=OFTEN)


def a_model_is_served_asynchronously_and_without_servers(aws):
    sagemaker, runtime, s3 = aws.client("sagemaker"), aws.client("sagemaker-runtime"), aws.client("s3")
    name, folder = _model(aws)
    s3.put_object(Bucket=aws.bucket, Key=f"{folder}/ask.csv", Body="9,9")
    output = {"S3OutputPath": f"s3://{aws.bucket}/{folder}/answers"}
    endpoint = _serve(aws, name, INSTANCE, AsyncInferenceConfig={"OutputConfig": output})
    assert endpoint["AsyncInferenceConfig"]["OutputConfig"] == output, endpoint
    accepted = runtime.invoke_endpoint_async(
        EndpointName=name, InputLocation=f"s3://{aws.bucket}/{folder}/ask.csv", InferenceId="mine", **CSV
    )
    assert accepted["ResponseMetadata"]["HTTPStatusCode"] == 202
    assert accepted["InferenceId"] == "mine"
    key = accepted["OutputLocation"].removeprefix(f"s3://{aws.bucket}/")
    s3.get_waiter("object_exists").wait(Bucket=aws.bucket, Key=key, WaiterConfig=OFTEN)
    score = s3.get_object(Bucket=aws.bucket, Key=key)["Body"].read()
    with refused("ValidationError"):
        runtime.invoke_endpoint(EndpointName=name, Body="9,9", **CSV)
    sagemaker.delete_endpoint(EndpointName=name)
    sagemaker.get_waiter("endpoint_deleted").wait(EndpointName=name, WaiterConfig=OFTEN)
    sagemaker.delete_endpoint_config(EndpointConfigName=name)

    size = {"MemorySizeInMB": 1024, "MaxConcurrency": 5}
    (variant,) = _serve(aws, name, {"ServerlessConfig": size})["ProductionVariants"]
    assert variant["CurrentServerlessConfig"] == size, variant
    assert runtime.invoke_endpoint(EndpointName=name, Body="9,9", **CSV)["Body"].read() == score
    sagemaker.delete_endpoint(EndpointName=name)


def a_waiter_says_that_a_job_failed(aws):
    sagemaker = aws.client("sagemaker")
    name, _ = _train(aws, rows="this is,no,number\n")
    try:
        sagemaker.get_waiter("training_job_completed_or_stopped").wait(TrainingJobName=name, WaiterConfig=OFTEN)
    except WaiterError as error:
        assert error.last_response["TrainingJobStatus"] == "Failed"
        assert error.last_response["FailureReason"].startswith("AlgorithmError")
        return
    raise AssertionError("the job should have failed")


def a_stopped_processing_job_ends_the_waiter(aws):
    sagemaker, name = aws.client("sagemaker"), aws.name("boto3-processing")
    sagemaker.create_processing_job(
        ProcessingJobName=name,
        AppSpecification={
            "ImageUri": f"{aws.account}.dkr.ecr.{aws.region}.amazonaws.com/trimtab-processing:0.1.0",
            "ContainerArguments": ["--recipe", "prepare.sql", "--format", "csv", "--label", "a"],
        },
        ProcessingResources={
            "ClusterConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1}
        },
        RoleArn=aws.role("PrepareJobRole"),
    )
    sagemaker.stop_processing_job(ProcessingJobName=name)
    waiter = sagemaker.get_waiter("processing_job_completed_or_stopped")
    waiter.wait(ProcessingJobName=name, WaiterConfig=OFTEN)
    assert sagemaker.describe_processing_job(ProcessingJobName=name)["ProcessingJobStatus"] == "Stopped"


def every_list_has_its_pages(aws):
    sagemaker = aws.client("sagemaker")
    for n in range(3):
        group = f"pages-{n}"
        sagemaker.create_model_package_group(ModelPackageGroupName=group)
        _train(aws)
    for operation, member, key, at_least in [
        ("list_training_jobs", "TrainingJobSummaries", "TrainingJobName", 3),
        ("list_model_package_groups", "ModelPackageGroupSummaryList", "ModelPackageGroupName", 3),
        ("list_processing_jobs", "ProcessingJobSummaries", "ProcessingJobName", 1),
        ("list_transform_jobs", "TransformJobSummaries", "TransformJobName", 1),
        ("list_models", "Models", "ModelName", 1),
        ("list_endpoint_configs", "EndpointConfigs", "EndpointConfigName", 1),
        ("list_endpoints", "Endpoints", "EndpointName", 0),
    ]:
        pages = list(sagemaker.get_paginator(operation).paginate(PaginationConfig={"PageSize": 1}))
        names = [item[key] for page in pages for item in page[member]]
        assert len(names) >= at_least and len(set(names)) == len(names), (operation, names)
        assert len(pages) >= len(names), operation


def a_request_that_is_not_valid_says_which_member(aws):
    with refused("ValidationException", saying="Value '-5' at 'maxResults' failed to satisfy constraint"):
        aws.client("sagemaker", parameter_validation=False).list_models(MaxResults=-5)
