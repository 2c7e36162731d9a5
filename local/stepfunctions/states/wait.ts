import type { WaitState } from '../definition/states.ts'
import { scopeOf } from '../engine/context.ts'
import { QueryFailure } from '../engine/failure.ts'
import { numberField } from '../engine/number-field.ts'
import { save, type Visit } from '../engine/run.ts'
import type { Outcome } from '../engine/visit.ts'
import { offsetDateTime } from '../offset-date-time.ts'

export async function wait(visit: Visit & { state: WaitState }): Promise<Outcome> {
  const { record, run, state, signal } = visit
  const { clock } = run.kernel
  if (record.wakeAt === undefined) {
    record.wakeAt = state.timestamp
      ? await timestamp(visit)
      : clock.now() + 1000 * (await numberField(visit, state.seconds, 'Seconds', { low: 0, high: 99_999_999 }))!
    save(visit)
  }
  if (record.wakeAt > clock.now()) await clock.sleep(record.wakeAt - clock.now(), signal)
  return { transition: state }
}

async function timestamp(visit: Visit & { state: WaitState }): Promise<number> {
  const text = await visit.state.timestamp!.evaluate(scopeOf(visit))
  const at = offsetDateTime(text)
  if (at !== undefined) return at
  const shown = typeof text === 'string' ? text : JSON.stringify(text)
  throw new QueryFailure(
    `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${shown}`,
    'Timestamp',
    true,
  )
}
