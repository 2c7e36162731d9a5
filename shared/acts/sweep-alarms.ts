import { alarmsUnder, removeAlarms } from '#shared/aws/alarms.ts'
import { readLine } from '#shared/aws/ledger.ts'
import { config } from '#shared/config.ts'
import { endpointName, isAlarmOf } from '#shared/domain/names.ts'

/**
 * Removes the alarms of rollouts of a line that nobody watches by any more: of a version that was taken back, or of a run
 * that broke. Answers their names.
 */
export async function sweepAlarms(model: string): Promise<string[]> {
  const stage = config.stage()
  const found = (await alarmsUnder(`${endpointName(stage, model)}-`)).filter((name) => isAlarmOf(stage, model, name))
  if (found.length === 0) return []
  // Read after them: whoever put one of them held the line, or has it watched.
  const line = await readLine(model)
  if (!line || line.lease || line.rolloutLease) return []
  const left = found.filter((name) => !line.watching?.alarms.includes(name))
  await removeAlarms(left)
  return left
}
