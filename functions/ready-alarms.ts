import * as z from 'zod/mini'
import { putAlarm, readAlarms } from '#shared/aws/alarms.ts'
import { alarmsReady } from '#shared/domain/alarms-ready.ts'
import type { PlanRequests } from '#shared/domain/plan-run.ts'
import { AlarmsMissing, AlarmsRaised } from '#shared/errors.ts'
import { answersEvent } from '#shared/handler.ts'

const task = z.object({
  alarms: z.array(z.custom<PlanRequests['alarms'][number]>()),
  /** All that must be live and quiet: those, and the line's own. */
  names: z.array(z.string()),
})

/** Puts the alarms of a rollout, and throws unless every one that watches it is there and quiet. */
export const handler = answersEvent(task, async ({ alarms, names }) => {
  await Promise.all(alarms.map(putAlarm))
  const { obstacle, reason } = alarmsReady(names, await readAlarms(names))
  if (obstacle === 'missing') throw new AlarmsMissing(reason)
  if (obstacle === 'raised') throw new AlarmsRaised(reason)
  return { alarms: names }
})
