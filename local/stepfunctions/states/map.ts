import type { MapState } from '../definition/states.ts'
import { scopeOf } from '../engine/context.ts'
import { dataLimitExceeded, QueryFailure } from '../engine/failure.ts'
import { numberField } from '../engine/number-field.ts'
import { isTooLarge } from '../engine/payload.ts'
import type { Visit } from '../engine/run.ts'
import { unexpectedType } from '../engine/unexpected-type.ts'
import type { Outcome } from '../engine/visit.ts'
import { distributedMap } from './distributed-map.ts'
import { fanOut, openFan } from './fan-out.ts'

/** AWS runs about this many iterations of an inline Map at once, whatever MaxConcurrency says. */
const INLINE_CONCURRENCY = 40

export async function map(visit: Visit & { state: MapState }): Promise<Outcome> {
  const { state, record } = visit
  if (state.distributed) return distributedMap(visit, () => readMapItems(visit))
  if (!record.fan) {
    const items = await readMapItems(visit)
    openFan(visit, { count: items.length, items }, { length: items.length })
  }
  const items = record.fan!.items!
  const bounds = { low: 0, high: 1_000_000 }
  const wanted = (await numberField(visit, state.maxConcurrency, 'MaxConcurrency', bounds)) || INLINE_CONCURRENCY
  const result = await fanOut(visit, {
    count: items.length,
    concurrency: Math.min(wanted, INLINE_CONCURRENCY),
    iterations: state.name,
    block: () => state.processor,
    begin: (index) => {
      const item = { index, value: items[index] }
      const within = (input: unknown) => {
        if (isTooLarge(input)) throw dataLimitExceeded(state.name)
        return { input, item }
      }
      const input = state.itemSelector ? state.itemSelector.evaluate(scopeOf(visit, { map: item })) : item.value
      return input instanceof Promise ? input.then(within) : within(input)
    },
  })
  return { transition: state, result }
}

/** The items of a Map that reads none from elsewhere. */
export async function readMapItems(visit: Visit & { state: MapState }): Promise<any[]> {
  const { items } = visit.state
  const value = items ? await items.evaluate(scopeOf(visit)) : visit.record.input
  if (Array.isArray(value)) return value
  if (items) throw new QueryFailure(unexpectedType(items, 'Items', 'array', value), 'Items')
  throw new QueryFailure(`Map state input must be an array but was: ${JSON.stringify(value)}`)
}
