import type { MapState } from '../definition/states.ts'
import { dataLimitExceeded, Interrupted, StateFailure } from '../engine/failure.ts'
import { isTooLarge } from '../engine/payload.ts'
import type { MapInput, MapRunRecord } from '../engine/records.ts'
import { note, save, type Visit } from '../engine/run.ts'
import type { Outcome } from '../engine/visit.ts'
import { mapInputs } from './distributed/map-inputs.ts'
import { openMapRun, redriveMapRun } from './distributed/open-map-run.ts'
import { readItems, type SourcedItem } from './distributed/read-items.ts'
import { resultRecords } from './distributed/result-records.ts'
import { runChildren } from './distributed/run-children.ts'
import { writeResults } from './distributed/write-results.ts'

type MapVisit = Visit & { state: MapState }

/** A Map whose items are executions of their own. `itemsOf` reads the items of a Map without an ItemReader. */
export async function distributedMap(visit: MapVisit, itemsOf: () => Promise<any[]>): Promise<Outcome> {
  const { state, record, run } = visit
  const { reader, writer } = state.distributed!
  const { maps } = run
  const given = async (): Promise<SourcedItem[]> => (await itemsOf()).map((value) => ({ value, source: 'STATE_DATA' }))
  let items: SourcedItem[] | undefined
  let mapRun = record.mapRun === undefined ? undefined : maps.records.get(record.mapRun)!
  if (!mapRun) {
    if (!reader) items = await given()
    mapRun = await openMapRun(visit, items?.length ?? 0)
  } else if (mapRun.status !== 'RUNNING') redriveMapRun(visit, mapRun)
  let inputs = maps.inputs.get(mapRun.arn)
  try {
    if (!inputs) {
      items ??= reader ? await readItems(visit, reader) : await given()
      inputs = await mapInputs(visit, items)
      mapRun.executions = inputs.length
      mapRun.items = items.length
      maps.inputs.put(mapRun.arn, inputs)
      maps.records.put(mapRun.arn, mapRun)
    }
    await runChildren(visit, mapRun, inputs)
    const result = writer?.arguments
      ? await writeResults(visit, mapRun, inputs, writer)
      : resultRecords(inputs, maps.childrenOf(mapRun.arn), writer ?? { transformation: 'COMPACT' }).SUCCEEDED
    if (isTooLarge(result)) throw dataLimitExceeded(state.name)
    close(visit, mapRun, 'SUCCEEDED')
    maps.inputs.delete(mapRun.arn)
    run.history.append('MapStateSucceeded', run.history.append('MapRunSucceeded', record.last))
    return { transition: state, result }
  } catch (error) {
    if (error instanceof Interrupted) {
      if (error.by !== 'shutdown') close(visit, mapRun, 'ABORTED')
      throw error
    }
    if (!(error instanceof StateFailure)) {
      close(visit, mapRun, 'FAILED')
      throw error
    }
    const failure = await exported(visit, mapRun, inputs, error)
    close(visit, mapRun, 'FAILED')
    note(visit, 'MapRunFailed', {
      error: failure.error,
      ...(failure.reason !== undefined && { cause: failure.reason }),
    })
    save(visit)
    throw failure
  }
}

/** A map run that fails exports what it has; that failing too is what the state then fails with. */
async function exported(
  visit: MapVisit,
  mapRun: MapRunRecord,
  inputs: MapInput[] | undefined,
  failure: StateFailure,
): Promise<StateFailure> {
  const { writer } = visit.state.distributed!
  if (!inputs || !writer?.arguments || failure.error === 'States.ResultWriterFailed') return failure
  try {
    await writeResults(visit, mapRun, inputs, writer)
    return failure
  } catch (error) {
    if (error instanceof StateFailure) return error
    throw error
  }
}

function close({ run }: Visit, mapRun: MapRunRecord, status: MapRunRecord['status']): void {
  mapRun.status = status
  mapRun.stopDate = run.kernel.clock.now()
  run.maps.records.put(mapRun.arn, mapRun)
}
