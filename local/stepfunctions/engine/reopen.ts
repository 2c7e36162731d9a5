import type { BranchRecord } from './records.ts'
import type { Run } from './run.ts'

/** Makes an execution that failed run again, its unfinished branches entering their states anew. */
export function reopen({ execution, history, branches }: Run, now: number): void {
  execution.redriveCount++
  execution.redriveDate = now
  execution.status = 'RUNNING'
  for (const key of ['stopDate', 'error', 'cause'] as const) delete execution[key]
  const last = history.append('ExecutionRedriven', 0, { redriveCount: execution.redriveCount })
  const visit = (record: BranchRecord) => {
    if (record.done) return
    record.last = last
    for (const key of ['retries', 'retryCount', 'retryAt', 'wakeAt', 'task', 'entered'] as const) delete record[key]
    branches.put(record.key, record)
    for (let index = 0; index < (record.fan?.count ?? 0); index++) {
      const child = branches.get(`${record.key}/${index}`)
      if (child) visit(child)
    }
  }
  visit(branches.get(`${execution.arn}/0`)!)
}
