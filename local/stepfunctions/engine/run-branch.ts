import { Interrupted } from './failure.ts'
import { type Branch, note, save, type Visit } from './run.ts'
import { type Exit, visit } from './visit.ts'

/** Runs a branch from where it stands to its end; returns its output. Throws StateFailure or Interrupted. */
export async function runBranch(branch: Branch): Promise<any> {
  const { record, block, signal } = branch
  while (record.state !== undefined) {
    if (signal.aborted) throw signal.reason ?? new Interrupted('stop')
    const state = block.states.get(record.state)!
    const here: Visit = { ...branch, state }
    enter(here)
    const exit = await visit(here)
    leave(here, exit)
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

function leave(visit: Visit, { next, output, assigned }: Exit): void {
  const { record, state } = visit
  const payloads = assigned ? { output, assignedVariables: assigned } : { output }
  note(visit, `${state.type}StateExited`, { name: state.name }, payloads)
  Object.assign(record.variables, assigned)
  for (const key of ['entered', 'retries', 'retryCount', 'retryAt', 'wakeAt', 'task', 'fan', 'mapRun'] as const)
    delete record[key]
  record.state = next
  if (next === undefined) {
    record.done = true
    record.output = output
  } else record.input = output
  save(visit)
}
