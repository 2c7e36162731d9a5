"""DynamoDB, CloudFormation, EventBridge, Scheduler, CloudWatch, SQS, SNS, IAM and STS."""

import datetime
import json

import boto3
from boto3.dynamodb.conditions import Attr, Key

from aws import OFTEN, refused


def waiters_and_pages_of_a_table(aws):
    dynamodb, name = aws.client("dynamodb"), aws.name("boto3-table")
    keys = [("pk", "HASH"), ("sk", "RANGE")]
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key, _ in keys],
        KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in keys],
    )
    dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig=OFTEN)
    table = boto3.resource("dynamodb").Table(name)
    with table.batch_writer() as batch:
        for n in range(60):
            batch.put_item(Item={"pk": f"p{n % 2}", "sk": f"{n:03}", "even": n % 2 == 0, "set": {"a", "b"}})
    few = {"PageSize": 7}
    scanned = list(dynamodb.get_paginator("scan").paginate(TableName=name, PaginationConfig=few))
    assert len(scanned) >= 9 and sum(page["Count"] for page in scanned) == 60
    queried = dynamodb.get_paginator("query").paginate(
        TableName=name,
        KeyConditionExpression="pk = :pk AND sk > :sk",
        ExpressionAttributeValues={":pk": {"S": "p1"}, ":sk": {"S": "030"}},
        PaginationConfig=few,
    )
    assert [item["sk"]["S"] for page in queried for item in page["Items"]] == [f"{n:03}" for n in range(31, 60, 2)]
    found = table.query(KeyConditionExpression=Key("pk").eq("p0") & Key("sk").begins_with("00"))
    assert len(found["Items"]) == 5 and found["Items"][0]["set"] == {"a", "b"}
    with refused("ConditionalCheckFailedException"):
        table.put_item(Item={"pk": "p0", "sk": "000"}, ConditionExpression=Attr("pk").not_exists())
    dynamodb.delete_table(TableName=name)
    dynamodb.get_waiter("table_not_exists").wait(TableName=name, WaiterConfig=OFTEN)
    assert name not in dynamodb.get_paginator("list_tables").paginate().build_full_result()["TableNames"]


def waiters_and_pages_of_the_stack(aws):
    cloudformation = aws.client("cloudformation")
    for waiter in ["stack_exists", "stack_update_complete"]:
        cloudformation.get_waiter(waiter).wait(StackName="trimtab-dev", WaiterConfig=OFTEN)
    [stack] = cloudformation.get_paginator("describe_stacks").paginate().build_full_result()["Stacks"]
    assert {"ApiUrl", "BucketName"} <= {output["OutputKey"] for output in stack["Outputs"]}
    with refused("ValidationError", saying="does not exist"):
        cloudformation.describe_stacks(StackName="nobody")


def pages_of_rules_and_what_an_event_matches(aws):
    events = aws.client("events")
    rules = events.get_paginator("list_rules").paginate(PaginationConfig={"PageSize": 2}).build_full_result()["Rules"]
    assert len(rules) >= 6
    targets = events.get_paginator("list_targets_by_rule").paginate(Rule=rules[0]["Name"]).build_full_result()["Targets"]
    assert targets[0]["Arn"].startswith("arn:aws:")
    event = {
        "id": "1",
        "account": aws.account,
        "source": "aws.s3",
        "time": "2026-01-01T00:00:00Z",
        "region": aws.region,
        "resources": [],
        "detail-type": "Object Created",
        "detail": {"bucket": {"name": "b"}, "object": {"size": 10}},
    }
    for size, matches in [(5, True), (10, False)]:
        pattern = {"detail": {"object": {"size": [{"numeric": [">", size]}]}}}
        assert events.test_event_pattern(EventPattern=json.dumps(pattern), Event=json.dumps(event))["Result"] is matches
    sent = events.put_events(Entries=[{"Source": "aws.s3", "DetailType": "x", "Detail": "{}"}])
    assert sent["Entries"][0]["ErrorCode"] == "NotAuthorizedForSourceException"


def pages_of_schedules(aws):
    scheduler = aws.client("scheduler")
    target = {"Arn": f"arn:aws:lambda:{aws.region}:{aws.account}:function:trimtab-dev-onScheduleFired"}
    target["RoleArn"] = aws.role("LineSchedulesRole")
    for n in range(3):
        scheduler.create_schedule(
            Name=f"boto3-{n}",
            ScheduleExpression="rate(30 days)",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target=target,
        )
    pages = scheduler.get_paginator("list_schedules").paginate(NamePrefix="boto3-", PaginationConfig={"PageSize": 2})
    assert [item["Name"] for page in pages for item in page["Schedules"]] == ["boto3-0", "boto3-1", "boto3-2"]
    with refused("ConflictException"):
        scheduler.create_schedule(
            Name="boto3-0", ScheduleExpression="rate(1 day)", FlexibleTimeWindow={"Mode": "OFF"}, Target=target
        )


def metrics_and_alarms_with_their_pages_and_waiters(aws):
    cloudwatch = aws.client("cloudwatch")
    now = datetime.datetime.now(datetime.timezone.utc)
    for n in range(6):
        cloudwatch.put_metric_data(
            Namespace="Boto3",
            MetricData=[{"MetricName": f"m{n % 3}", "Value": n, "Timestamp": now, "Dimensions": [{"Name": "n", "Value": str(n)}]}],
        )
    listed = cloudwatch.get_paginator("list_metrics").paginate(Namespace="Boto3").build_full_result()["Metrics"]
    assert len(listed) == 6
    query = {
        "Id": "a",
        "MetricStat": {
            "Metric": {"Namespace": "Boto3", "MetricName": "m1", "Dimensions": [{"Name": "n", "Value": "4"}]},
            "Period": 60,
            "Stat": "Sum",
        },
    }
    around = {"StartTime": now - datetime.timedelta(minutes=5), "EndTime": now + datetime.timedelta(minutes=5)}
    [result] = cloudwatch.get_paginator("get_metric_data").paginate(MetricDataQueries=[query], **around).build_full_result()["MetricDataResults"]
    assert result["Values"] == [4.0]
    cloudwatch.put_metric_alarm(
        AlarmName="boto3",
        Namespace="Boto3",
        MetricName="m1",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
    )
    cloudwatch.get_waiter("alarm_exists").wait(AlarmNames=["boto3"], WaiterConfig=OFTEN)
    pages = cloudwatch.get_paginator("describe_alarms").paginate(PaginationConfig={"PageSize": 4})
    names = [alarm["AlarmName"] for page in pages for alarm in page["MetricAlarms"]]
    assert len(names) >= 10 and "boto3" in names


def queues_and_topics_deliver(aws):
    sqs, sns, name = aws.client("sqs"), aws.client("sns"), aws.name("boto3-queue")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sent = sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": str(n), "MessageBody": f"ü{n}"} for n in range(10)])
    assert len(sent["Successful"]) == 10
    got = set()
    while len(got) < 10:
        for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]:
            got.add(message["Body"])
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    topic = sns.create_topic(Name=name)["TopicArn"]
    from_topic = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({"Version": "2012-10-17", "Statement": [from_topic]})})
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})
    sns.publish(TopicArn=topic, Message="told")
    [message] = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"]
    assert message["Body"] == "told"
    assert url in sqs.get_paginator("list_queues").paginate(PaginationConfig={"PageSize": 2}).build_full_result()["QueueUrls"]
    assert topic in [item["TopicArn"] for item in sns.get_paginator("list_topics").paginate().build_full_result()["Topics"]]
    with refused("AWS.SimpleQueueService.NonExistentQueue"):
        sqs.get_queue_url(QueueName="nobody")


def roles_have_pages_and_what_they_may_not_do_is_refused(aws):
    iam = aws.client("iam")
    roles = iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 10}).build_full_result()["Roles"]
    assert aws.role("TrainJobRole") in [role["Arn"] for role in roles]
    with refused("AccessDenied", saying="sts:AssumeRole"):
        aws.client("sts").assume_role(RoleArn="arn:aws:iam::000000000000:role/nobody", RoleSessionName="boto3")


def wrong_keys_are_refused(aws):
    for key, secret, code in [("AKIANOBODY", "x", "InvalidClientTokenId"), ("trimtab", "x", "SignatureDoesNotMatch")]:
        with refused(code):
            boto3.client("sts", aws_access_key_id=key, aws_secret_access_key=secret).get_caller_identity()
