import type { Engine } from './engine/engine.ts'
import type { ExecutionRecord, MapRunRecord } from './engine/records.ts'

const MEMBERS: Readonly<Record<ExecutionRecord['status'], string>> = {
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  ABORTED: 'aborted',
}

/** How far a map run has come, counted in child executions and in items. */
export function mapRunCounts(engine: Engine, mapRun: MapRunRecord) {
  const children = engine.archive.childrenOf(mapRun.arn)
  const count = (total: number, weight: (child: ExecutionRecord) => number) => {
    const counts: Record<string, number> = { running: 0, succeeded: 0, failed: 0, timedOut: 0, aborted: 0 }
    let pendingRedrive = 0
    let started = 0
    for (const child of children) {
      started += weight(child)
      if (child.child!.awaitsRedrive) pendingRedrive += weight(child)
      else counts[MEMBERS[child.status]]! += weight(child)
    }
    return {
      pending: total - started,
      ...counts,
      total,
      resultsWritten: mapRun.status === 'RUNNING' ? 0 : total,
      failuresNotRedrivable: 0,
      pendingRedrive,
    }
  }
  return {
    itemCounts: count(mapRun.items ?? 0, ({ child }) => child!.itemCount),
    executionCounts: count(mapRun.executions ?? 0, () => 1),
  }
}
