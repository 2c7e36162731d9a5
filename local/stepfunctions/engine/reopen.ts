import type { BranchRecord } from './records.ts'
import type { Run } from './run.ts'

/** Makes an execution that failed run again: its unfinished branches go on in the states that they stand in. */
export function reopen({ execution, history, branches }: Run, now: number): void {
  execution.redriveCount++
  execution.redriveDate = now
  execution.status = 'RUNNING'
  for (const key of ['stopDate', 'error', 'cause'] as const) delete execution[key]
  history.append('ExecutionRedriven', history.events.length, { redriveCount: execution.redriveCount })
  const visit = (record: BranchRecord) => {
    if (record.done) return
    // A state is not entered again: what it does now follows on its first entry.
    record.last = record.entered?.id ?? record.last
    for (const key of ['retries', 'retryCount', 'retryAt', 'wakeAt', 'task'] as const) delete record[key]
    branches.put(record.key, record)
    for (let index = 0; index < (record.fan?.count ?? 0); index++) {
      const child = branches.get(`${record.key}/${index}`)
      if (child) visit(child)
    }
  }
  visit(branches.get(`${execution.arn}/0`)!)
}
