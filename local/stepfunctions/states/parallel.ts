import type { ParallelState } from '../definition/states.ts'
import { scopeOf } from '../engine/context.ts'
import { dataLimitExceeded } from '../engine/failure.ts'
import { isTooLarge } from '../engine/payload.ts'
import type { Visit } from '../engine/run.ts'
import type { Outcome } from '../engine/visit.ts'
import { fanOut, openFan } from './fan-out.ts'

export async function parallel(visit: Visit & { state: ParallelState }): Promise<Outcome> {
  const { state, record } = visit
  if (!record.fan) {
    const input = state.arguments ? await state.arguments.evaluate(scopeOf(visit)) : record.input
    if (isTooLarge(input)) throw dataLimitExceeded(state.name)
    openFan(visit, { count: state.branches.length, input })
  }
  const { input } = record.fan!
  const result = await fanOut(visit, {
    count: state.branches.length,
    concurrency: state.branches.length,
    block: (index) => state.branches[index]!,
    begin: () => ({ input, item: record.item }),
  })
  return { transition: state, result }
}
