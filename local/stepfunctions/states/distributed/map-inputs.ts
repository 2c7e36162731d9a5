import type { ItemBatcher, MapState } from '../../definition/states.ts'
import { scopeOf } from '../../engine/context.ts'
import { dataLimitExceeded } from '../../engine/failure.ts'
import { numberField } from '../../engine/number-field.ts'
import { isTooLarge, jsonBytes, PAYLOAD_LIMIT } from '../../engine/payload.ts'
import type { MapInput } from '../../engine/records.ts'
import type { Visit } from '../../engine/run.ts'
import type { SourcedItem } from './read-items.ts'

/** What the child executions start with: each item through the ItemSelector, then in batches where there is a batcher. */
export async function mapInputs(visit: Visit & { state: MapState }, items: SourcedItem[]): Promise<MapInput[]> {
  const { itemSelector, distributed, name } = visit.state
  const selected: any[] = []
  for (const [index, { value, source }] of items.entries()) {
    const input = itemSelector ? await itemSelector.evaluate(scopeOf(visit, { map: { index, value, source } })) : value
    if (isTooLarge(input)) throw dataLimitExceeded(name)
    selected.push(input)
  }
  if (distributed!.batcher) return inBatches(visit, distributed!.batcher, selected)
  return selected.map((input) => ({ input, items: 1 }))
}

const AT_LEAST_ONE = { low: 1, high: 100_000_000 }

async function inBatches(visit: Visit, batcher: ItemBatcher, items: any[]): Promise<MapInput[]> {
  const most = await numberField(visit, batcher.maxItems, 'ItemBatcher/MaxItemsPerBatch', AT_LEAST_ONE)
  const bytes = await numberField(visit, batcher.maxBytes, 'ItemBatcher/MaxInputBytesPerBatch', AT_LEAST_ONE)
  const common = batcher.input && { BatchInput: await batcher.input.evaluate(scopeOf(visit)) }
  const room = Math.min(bytes ?? PAYLOAD_LIMIT, PAYLOAD_LIMIT) - jsonBytes({ ...common, Items: [] })
  const batches: any[][] = []
  let used = 0
  for (const item of items) {
    const size = jsonBytes(item) + 1
    const last = batches.at(-1)
    if (last && last.length < (most ?? Number.POSITIVE_INFINITY) && used + size <= room) {
      last.push(item)
      used += size
    } else {
      batches.push([item])
      used = size
    }
  }
  return batches.map((batch) => ({ input: { ...common, Items: batch }, items: batch.length }))
}
