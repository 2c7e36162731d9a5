import type { ResultWriter } from '../../definition/states.ts'
import type { ExecutionRecord, MapInput } from '../../engine/records.ts'
import { redriveStatus } from '../../redrive-status.ts'

export type ResultFile = 'FAILED' | 'PENDING' | 'SUCCEEDED'

/** What a map run has to tell of each child, by the file that it goes into. A failed one is told whole in any format. */
export function resultRecords(
  inputs: readonly MapInput[],
  children: readonly ExecutionRecord[],
  { transformation }: Pick<ResultWriter, 'transformation'>,
): Record<ResultFile, any[]> {
  const byIndex = new Map(children.map((child) => [child.child!.index, child]))
  const files: Record<ResultFile, any[]> = { FAILED: [], PENDING: [], SUCCEEDED: [] }
  for (const [index, { input }] of inputs.entries()) {
    const child = byIndex.get(index)
    if (!child)
      files.PENDING.push({ Input: JSON.stringify(input), InputDetails: { Included: true }, Status: 'PENDING' })
    else if (child.status !== 'SUCCEEDED') files.FAILED.push(metadata(child))
    else if (transformation === 'NONE') files.SUCCEEDED.push(metadata(child))
    else {
      const output = JSON.parse(child.output!)
      if (transformation === 'FLATTEN' && Array.isArray(output)) files.SUCCEEDED.push(...output)
      else files.SUCCEEDED.push(output)
    }
  }
  return files
}

/** A child's description, its members in the order of their names. */
function metadata(child: ExecutionRecord) {
  const { arn, name, machineArn, status, input, output, error, cause, startDate, stopDate, redriveCount } = child
  const redrive = redriveStatus(child)
  return {
    ...(cause !== undefined && { Cause: cause }),
    ...(error !== undefined && { Error: error }),
    ExecutionArn: arn,
    Input: input,
    InputDetails: { Included: true },
    Name: name,
    ...(output !== undefined && { Output: output }),
    OutputDetails: { Included: true },
    RedriveCount: redriveCount,
    RedriveStatus: redrive.redriveStatus,
    ...(redrive.redriveStatusReason && { RedriveStatusReason: redrive.redriveStatusReason }),
    StartDate: new Date(startDate).toISOString(),
    StateMachineArn: machineArn,
    Status: status,
    StopDate: new Date(stopDate!).toISOString(),
  }
}
