import type { Kernel } from '../../kernel/kernel.ts'
import { redriveStatus } from '../redrive-status.ts'
import type { ExecutionRecord } from './records.ts'

/** EventBridge gets no input or output whose text is longer than this. */
const INCLUDED_UP_TO = 248 * 1024

const METRICS: Readonly<Record<ExecutionRecord['status'], string>> = {
  RUNNING: 'ExecutionsStarted',
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
}

/** Tells the event bus and CloudWatch of an execution's status. */
export function announce(kernel: Kernel, execution: ExecutionRecord): void {
  const { arn, machineArn, name, status, startDate, stopDate, input, output } = execution
  const includes = (text: string | undefined) =>
    text !== undefined && Buffer.byteLength(JSON.stringify(text)) <= INCLUDED_UP_TO
  const included = { input: includes(input), output: includes(output) }
  kernel.emit({
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [arn],
    detail: {
      executionArn: arn,
      stateMachineArn: machineArn,
      stateMachineVersionArn: execution.versionArn ?? null,
      stateMachineAliasArn: execution.aliasArn ?? null,
      name,
      status,
      startDate,
      stopDate: stopDate ?? null,
      input: included.input ? input : null,
      inputDetails: { included: included.input },
      output: included.output ? output : null,
      outputDetails: output === undefined ? null : { included: included.output },
      error: execution.error ?? null,
      cause: execution.cause ?? null,
      redriveCount: execution.redriveCount,
      redriveDate: execution.redriveDate ?? null,
      redriveStatusReason: null,
      ...redriveStatus(execution),
    },
  })
  const metric = (metricName: string, value: number, unit: string) =>
    kernel.metric({
      namespace: 'AWS/States',
      name: metricName,
      dimensions: { StateMachineArn: machineArn },
      value,
      unit,
    })
  metric(METRICS[status], 1, 'Count')
  if (stopDate !== undefined) metric('ExecutionTime', stopDate - startDate, 'Milliseconds')
}
