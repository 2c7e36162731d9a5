import type { State } from '../definition/states.ts'
import { Interrupted } from './failure.ts'
import { type Branch, note, save, type Visit } from './run.ts'
import { type Exit, visit } from './visit.ts'

/** Runs a branch from where it stands to its end; returns its output. Throws StateFailure or Interrupted. */
export async function runBranch(branch: Branch, begun?: number): Promise<any> {
  const { run, record, block, outer, signal } = branch
  let now = begun ?? run.kernel.clock.now()
  while (record.state !== undefined) {
    if (signal.aborted) throw signal.reason ?? new Interrupted('stop')
    const state = block.states.get(record.state)!
    const here: Visit = { run, block, record, outer, signal, state }
    enter(here, now)
    let exit = visit(here)
    if (exit instanceof Promise) {
      exit = await exit
      // A state is entered when the one before it is left, and no time passes in one that waits for nothing.
      now = run.kernel.clock.now()
    }
    leave(here, exit, now)
  }
  return record.output
}

function enter(visit: Visit, at: number): void {
  const { record, state } = visit
  if (record.entered) return
  const before = record.last
  const id = note(visit, ENTERED[state.type], { name: state.name }, { input: record.input }, at)
  record.entered = { id, at, before }
  save(visit)
}

function leave(visit: Visit, { next, output, assigned }: Exit, at: number): void {
  const { record, state } = visit
  const payloads = assigned ? { output, assignedVariables: assigned } : { output }
  note(visit, EXITED[state.type], { name: state.name }, payloads, at)
  if (assigned) Object.assign(record.variables, assigned)
  record.entered = record.retries = record.retryCount = record.retryAt = undefined
  record.wakeAt = record.task = record.mapRun = record.fan = undefined
  record.state = next
  if (next === undefined) {
    record.done = true
    record.output = output
  } else record.input = output
  save(visit)
}

const STATE_TYPES: readonly State['type'][] = ['Pass', 'Task', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map']
const eventsOf = (what: string) =>
  Object.fromEntries(STATE_TYPES.map((type) => [type, `${type}State${what}`])) as Record<State['type'], string>
const ENTERED = eventsOf('Entered')
const EXITED = eventsOf('Exited')
