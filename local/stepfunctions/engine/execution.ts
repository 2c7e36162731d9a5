import type { Start } from './engine.ts'
import type { ExecutionRecord, ExecutionStatus } from './records.ts'

/** How an execution ends. */
export interface Ending {
  status: ExecutionStatus
  output?: any
  error?: string | undefined
  cause?: string | undefined
}

export function newExecution(
  { machine, versionArn, aliasArn, arn, name, input, traceHeader }: Start,
  definition: string,
  startDate: number,
): ExecutionRecord {
  return {
    arn,
    name,
    machineArn: machine.arn,
    machineName: machine.name,
    roleArn: machine.roleArn,
    definition,
    machineUpdatedAt: machine.updatedAt,
    ...(machine.revisionId !== undefined && { revisionId: machine.revisionId }),
    ...(versionArn !== undefined && { versionArn }),
    ...(aliasArn !== undefined && { aliasArn }),
    status: 'RUNNING',
    input,
    startDate,
    redriveCount: 0,
    ...(traceHeader !== undefined && { traceHeader }),
  }
}

export function closeExecution(
  execution: ExecutionRecord,
  { status, output, error, cause }: Ending,
  stopDate: number,
): void {
  execution.status = status
  execution.stopDate = stopDate
  if (status === 'SUCCEEDED') execution.output = JSON.stringify(output)
  if (error !== undefined) execution.error = error
  if (cause !== undefined) execution.cause = cause
}
