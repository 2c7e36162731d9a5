import type { Block } from '../definition/states.ts'
import { Interrupted } from '../engine/failure.ts'
import type { BranchRecord } from '../engine/records.ts'
import { type Branch, forgetBranch, newBranch, note, save, type Visit } from '../engine/run.ts'
import { runBranch } from '../engine/run-branch.ts'

type Beginning = Pick<BranchRecord, 'input' | 'item'>

export interface Fan {
  count: number
  concurrency: number
  block(index: number): Block
  /** What the branch starts with. */
  begin(index: number): Beginning | Promise<Beginning>
  /** The name of the Map state, whose iterations have events of their own. */
  iterations?: string
}

const ABORTABLE = new Set(['Task', 'Map', 'Parallel', 'Wait'])

/**
 * Runs the branches of a Parallel or the iterations of a Map; returns their outputs in order. The first failure
 * aborts the others and is thrown. Branches that a former process has finished are not run again.
 */
export async function fanOut(visit: Visit, fan: Fan): Promise<any[]> {
  const { run, record, state } = visit
  const siblings = new AbortController()
  const signal = AbortSignal.any([visit.signal, siblings.signal])
  const outer = { ...visit.outer, ...record.variables }
  const running = new Map<number, Branch>()
  const children: BranchRecord[] = []
  const start = record.last
  let latest = start
  let cursor = 0
  let failed: { error: unknown } | undefined

  const event = (what: string, index: number, previous: number) =>
    fan.iterations === undefined
      ? previous
      : run.history.append(`MapIteration${what}`, previous, { name: fan.iterations, index })

  /** The next branch that is not done, its record made where it never started. */
  const open = async (previous: number): Promise<[number, Branch] | undefined> => {
    while (cursor < fan.count) {
      const index = cursor++
      const block = fan.block(index)
      const key = `${record.key}/${index}`
      let child = run.branches.get(key)
      if (!child) {
        const begun = fan.begin(index)
        const { input, item } = begun instanceof Promise ? await begun : begun
        child = newBranch(key, block.startAt, input, event('Started', index, previous), item)
      }
      children[index] = child
      if (child.done) continue
      const branch: Branch = { run, block, record: child, outer, signal }
      save(branch)
      running.set(index, branch)
      return [index, branch]
    }
    return undefined
  }

  const work = async (opened: [number, Branch] | undefined): Promise<void> => {
    while (opened && !failed) {
      const [index, branch] = opened
      try {
        await runBranch(branch)
        latest = event('Succeeded', index, branch.record.last)
        running.delete(index)
        opened = failed ? undefined : await open(branch.record.last)
      } catch (error) {
        if (!failed) {
          failed = { error }
          // The one that fails is written first, then what its failure aborts.
          try {
            // What the next item's selector throws is no failure of the iteration before it.
            if (!(error instanceof Interrupted) && running.has(index)) closeFailed(index, branch)
          } finally {
            siblings.abort(new Interrupted('sibling'))
          }
        }
        return
      }
    }
  }

  /** The failed branch first, then what its failure aborts; each with the state that it stood in. */
  const closeFailed = (failing: number, branch: Branch) => {
    running.delete(failing)
    latest = branch.record.last
    for (const [index, { record: stopped, block }] of [[failing, branch] as const, ...running]) {
      event(index === failing ? 'Failed' : 'Aborted', index, latest)
      const type = stopped.entered && block.states.get(stopped.state!)?.type
      if (type && ABORTABLE.has(type)) run.history.append(`${type}StateAborted`, latest)
    }
  }

  const first: [number, Branch][] = []
  while (first.length < fan.concurrency) {
    const opened = await open(start)
    if (!opened) break
    first.push(opened)
  }
  const ends = await Promise.allSettled(first.map(work))
  const defect = ends.find((end) => end.status === 'rejected')
  if (defect) failed ??= { error: defect.reason }
  record.last = latest
  if (failed) throw failed.error
  run.history.append(`${state.type}StateSucceeded`, latest)
  for (const child of children) forgetBranch(run.branches, child)
  record.fan = undefined
  return children.map(({ output }) => output)
}

/** Writes the event that opens the state, unless a former process has. */
export function openFan(visit: Visit, fan: NonNullable<BranchRecord['fan']>, details?: Record<string, any>): void {
  visit.record.fan = fan
  note(visit, `${visit.state.type}StateStarted`, details)
  save(visit)
}
