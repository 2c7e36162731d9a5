import { Interrupted } from './failure.ts'
import { type Branch, note, save, type Visit } from './run.ts'
import { type Exit, visit } from './visit.ts'

/** Runs a branch from where it stands to its end; returns its output. Throws StateFailure or Interrupted. */
export async function runBranch(branch: Branch): Promise<any> {
  const { run, record, block, outer, signal } = branch
  while (record.state !== undefined) {
    if (signal.aborted) throw signal.reason ?? new Interrupted('stop')
    const state = block.states.get(record.state)!
    const here: Visit = { run, block, record, outer, signal, state }
    enter(here)
    const exit = visit(here)
    leave(here, exit instanceof Promise ? await exit : exit)
  }
  return record.output
}

function enter(visit: Visit): void {
  const { record, state, run } = visit
  if (record.entered) return
  const before = record.last
  const id = note(visit, `${state.type}StateEntered`, { name: state.name }, { input: record.input })
  record.entered = { id, at: run.kernel.clock.now(), before }
  save(visit)
}

// In the order opposite to that in which they mostly come: so the record keeps its shape, and stays fast.
const OF_ONE_VISIT = ['mapRun', 'fan', 'task', 'wakeAt', 'retryAt', 'retryCount', 'retries', 'entered'] as const

function leave(visit: Visit, { next, output, assigned }: Exit): void {
  const { record, state } = visit
  const payloads = assigned ? { output, assignedVariables: assigned } : { output }
  note(visit, `${state.type}StateExited`, { name: state.name }, payloads)
  if (assigned) Object.assign(record.variables, assigned)
  for (const key of OF_ONE_VISIT) if (key in record) delete record[key]
  record.state = next
  if (next === undefined) {
    record.done = true
    record.output = output
  } else record.input = output
  save(visit)
}
