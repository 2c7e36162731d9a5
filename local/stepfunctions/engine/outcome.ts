import type { Ending } from './execution.ts'
import { Interrupted, StateFailure } from './failure.ts'
import type { BranchRecord } from './records.ts'
import type { Run } from './run.ts'
import { runBranch } from './run-branch.ts'

const EXPRESS_TIMEOUT_SECONDS = 300

/** Runs an execution to its end, within its timeout; undefined when it was interrupted by who sees to the rest. */
export async function outcomeOf(run: Run, record: BranchRecord): Promise<Ending | undefined> {
  const { execution, abort, definition, kernel, type } = run
  const seconds = definition.timeoutSeconds ?? (type === 'EXPRESS' ? EXPRESS_TIMEOUT_SECONDS : undefined)
  const deadline = (execution.redriveDate ?? execution.startDate) + (seconds ?? 0) * 1000
  const expire = () => abort.abort(new Interrupted('timeout'))
  const now = kernel.clock.now()
  const timer = seconds === undefined ? undefined : kernel.clock.after(deadline - now, expire)
  try {
    const output = await runBranch({ run, block: definition.root, record, outer: {}, signal: abort.signal }, now)
    return { status: 'SUCCEEDED', output }
  } catch (error) {
    if (error instanceof StateFailure) return { status: 'FAILED', error: error.error || undefined, cause: error.reason }
    if (error instanceof Interrupted) return error.by === 'timeout' ? { status: 'TIMED_OUT' } : undefined
    return { status: 'FAILED', error: 'States.Runtime', cause: String((error as Error)?.stack ?? error) }
  } finally {
    timer?.cancel()
  }
}
