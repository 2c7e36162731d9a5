import { Interrupted } from '../../engine/failure.ts'
import { nameUuid } from '../../engine/name-uuid.ts'
import type { ExecutionRecord, MapInput, MapRunRecord } from '../../engine/records.ts'
import type { Visit } from '../../engine/run.ts'
import { childArn } from './open-map-run.ts'
import { exceedsTolerance, toleranceExceeded } from './tolerance.ts'

/** AWS runs no more children of one map run than this at once. */
const MOST_AT_ONCE = 10_000

/**
 * Runs a child for each input, as many at once as MaxConcurrency allows. Throws what ended the run before its time:
 * States.ExceedToleratedFailureThreshold or the interruption of the state. Children that a former process has ended are
 * not run again, unless they await a redrive.
 */
export async function runChildren(visit: Visit, mapRun: MapRunRecord, inputs: readonly MapInput[]): Promise<void> {
  const { run, signal } = visit
  const { maps } = run
  const known = new Map(maps.childrenOf(mapRun.arn).map((child) => [child.child!.index, child]))
  const total = inputs.reduce((sum, { items }) => sum + items, 0)
  const stop = new AbortController()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let failedItems = 0
  let running = 0
  let next = 0
  let ended: { error: unknown } | undefined

  const end = (error: unknown) => {
    ended ??= { error }
    stop.abort(error)
  }
  const count = ({ status, child }: ExecutionRecord) => {
    if (status !== 'SUCCEEDED') failedItems += child!.itemCount
    if (exceedsTolerance(mapRun, failedItems, total)) end(toleranceExceeded())
  }
  const one = async (index: number): Promise<void> => {
    const child = known.get(index) ?? newChild(visit, mapRun, index, inputs[index]!)
    if (isSettled(child)) return count(child)
    delete child.child!.awaitsRedrive
    await maps.runChild(child, mapRun.childType, stop.signal)
    if (isSettled(child)) count(child)
  }
  const pump = () => {
    while (!ended && next < inputs.length && running < (mapRun.maxConcurrency || MOST_AT_ONCE)) {
      running++
      one(next++)
        .catch(end)
        .finally(() => {
          running--
          pump()
        })
    }
    if (running > 0) return
    if (ended) reject(ended.error)
    else if (next >= inputs.length) resolve()
  }
  const interrupt = () => {
    const { reason } = signal
    // What the next process takes up goes on from where it stands.
    if (reason instanceof Interrupted && reason.by === 'shutdown') reject(reason)
    else end(reason)
    pump()
  }

  if (signal.aborted) throw signal.reason
  signal.addEventListener('abort', interrupt, { once: true })
  const off = maps.onUpdate(mapRun.arn, () => {
    if (exceedsTolerance(mapRun, failedItems, total)) end(toleranceExceeded())
    pump()
  })
  try {
    pump()
    await promise
  } finally {
    off()
    signal.removeEventListener('abort', interrupt)
  }
}

const isSettled = ({ status, child }: ExecutionRecord) =>
  status === 'SUCCEEDED' || (status !== 'RUNNING' && !child!.awaitsRedrive)

function newChild({ run }: Visit, mapRun: MapRunRecord, index: number, { input, items }: MapInput): ExecutionRecord {
  const { execution, kernel } = run
  const name = nameUuid(`${mapRun.arn}#${index}`)
  return {
    arn: childArn(mapRun, name, kernel.requestId()),
    name,
    machineArn: mapRun.machineArn,
    machineName: execution.machineName,
    roleArn: execution.roleArn,
    definition: mapRun.definition,
    machineUpdatedAt: execution.machineUpdatedAt,
    status: 'RUNNING',
    input: JSON.stringify(input),
    startDate: kernel.clock.now(),
    redriveCount: 0,
    child: { mapRunArn: mapRun.arn, index, itemCount: items },
  }
}
