"""Lambda, Step Functions and CloudWatch Logs."""

import io
import json
import time
import zipfile

from aws import OFTEN, refused


def _bundle(code):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as bundle:
        bundle.writestr("index.mjs", code)
    return packed.getvalue()


def _function(aws, code):
    name = aws.name("boto3-function")
    aws.client("lambda").create_function(
        FunctionName=name,
        Runtime="nodejs24.x",
        Handler="index.handler",
        Role=aws.role("ReadModelsRole"),
        Code={"ZipFile": _bundle(code)},
        Timeout=10,
    )
    return name


def waiters_follow_a_function_through_its_changes(aws):
    functions = aws.client("lambda")
    name = _function(aws, "export const handler = async (event) => ({ got: event })")
    functions.get_waiter("function_exists").wait(FunctionName=name, WaiterConfig=OFTEN)
    functions.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig=OFTEN)
    answer = functions.invoke(FunctionName=name, Payload=json.dumps({"a": "ü"}))
    assert json.load(answer["Payload"]) == {"got": {"a": "ü"}}
    functions.update_function_code(FunctionName=name, ZipFile=_bundle("export const handler = () => { throw new TypeError('no') }"))
    functions.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig=OFTEN)
    functions.update_function_configuration(FunctionName=name, MemorySize=256)
    functions.get_waiter("function_updated").wait(FunctionName=name, WaiterConfig=OFTEN)
    failed = functions.invoke(FunctionName=name, LogType="Tail", Payload="{}")
    assert failed["FunctionError"] == "Unhandled" and failed["LogResult"]
    told = json.load(failed["Payload"])
    assert (told["errorType"], told["errorMessage"]) == ("TypeError", "no")
    functions.delete_function(FunctionName=name)
    with refused("ResourceNotFoundException", saying="Function not found"):
        functions.invoke(FunctionName=name)


def the_functions_and_mappings_have_their_pages(aws):
    functions = aws.client("lambda")
    pages = list(functions.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 5}))
    names = [item["FunctionName"] for page in pages for item in page["Functions"]]
    assert len(pages) >= 4 and len(set(names)) == len(names) >= 20
    [mapping] = functions.get_paginator("list_event_source_mappings").paginate().build_full_result()["EventSourceMappings"]
    assert mapping["FunctionArn"].endswith("trimtab-dev-admitWaiting")


def _machine(aws):
    states = {str(n): {"Type": "Pass", "Next": str(n + 1)} for n in range(30)}
    definition = {"QueryLanguage": "JSONata", "StartAt": "0", "States": {**states, "30": {"Type": "Succeed"}}}
    return aws.client("stepfunctions").create_state_machine(
        name=aws.name("boto3-machine"),
        definition=json.dumps(definition),
        roleArn=aws.role("LifecycleMachineRole"),
    )["stateMachineArn"]


def histories_executions_and_machines_have_their_pages(aws):
    sfn, machine = aws.client("stepfunctions"), _machine(aws)
    started = [sfn.start_execution(stateMachineArn=machine, name=f"e{n}")["executionArn"] for n in range(5)]
    for execution in started:
        while sfn.describe_execution(executionArn=execution)["status"] == "RUNNING":
            time.sleep(0.02)
    pages = sfn.get_paginator("list_executions").paginate(stateMachineArn=machine, PaginationConfig={"PageSize": 2})
    assert {item["executionArn"] for page in pages for item in page["executions"]} == set(started)
    few = {"PageSize": 7}
    pages = list(sfn.get_paginator("get_execution_history").paginate(executionArn=started[0], PaginationConfig=few))
    events = [event for page in pages for event in page["events"]]
    assert len(pages) > 8 and [event["id"] for event in events] == list(range(1, len(events) + 1))
    assert (events[0]["type"], events[-1]["type"]) == ("ExecutionStarted", "ExecutionSucceeded")
    newest = sfn.get_paginator("get_execution_history").paginate(executionArn=started[0], reverseOrder=True)
    assert newest.build_full_result()["events"] == events[::-1]
    machines = sfn.get_paginator("list_state_machines").paginate(PaginationConfig={"PageSize": 1}).build_full_result()
    assert machine in [item["stateMachineArn"] for item in machines["stateMachines"]]


def a_log_has_its_pages_and_filters(aws):
    logs, group = aws.client("logs"), aws.name("boto3-logs")
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="one")
    now = int(time.time() * 1000)
    lines = [{"timestamp": now + n, "message": f"line {n}"} for n in range(25)]
    logs.put_log_events(logGroupName=group, logStreamName="one", logEvents=lines)
    few = {"PageSize": 10}
    pages = list(logs.get_paginator("filter_log_events").paginate(logGroupName=group, PaginationConfig=few))
    assert len(pages) >= 3 and sum("line" in event["message"] for page in pages for event in page["events"]) == 25
    found = logs.get_paginator("filter_log_events").paginate(logGroupName=group, filterPattern='"line 7"')
    assert len(found.build_full_result()["events"]) == 1
    [stream] = logs.get_paginator("describe_log_streams").paginate(logGroupName=group).build_full_result()["logStreams"]
    events = logs.get_log_events(logGroupName=group, logStreamName=stream["logStreamName"], startFromHead=True, limit=5)
    assert len(events["events"]) == 5 and events["nextForwardToken"]
    groups = logs.get_paginator("describe_log_groups").paginate(PaginationConfig=few).build_full_result()["logGroups"]
    assert group in [item["logGroupName"] for item in groups]
