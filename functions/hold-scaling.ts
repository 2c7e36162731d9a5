import * as z from 'zod/mini'
import { holdScaling } from '#shared/acts/hold-scaling.ts'
import type { Variant } from '#shared/domain/scaling/held-scaling.ts'
import { answersEvent } from '#shared/handler.ts'

const task = z.object({
  model: z.string(),
  rollout: z.string(),
  /** What the endpoint is to serve with: the variants, or the name of a config that stands. */
  coming: z.union([z.string(), z.array(z.custom<Variant>())]),
})

/**
 * Looks at an endpoint before it is changed, and pauses what scales it. `least` is what it must not be smaller than
 * afterwards, `most` the largest of its variants; one that `sleeps` has no instances at all.
 */
export const handler = answersEvent(task, async ({ model, rollout, coming }) => {
  const { endpoint, held, size } = await holdScaling(model, rollout, coming, new Date().toISOString())
  const { configName, status, sizes = {} } = endpoint
  const most = Math.max(0, ...Object.values(sizes))
  return { serves: configName, status, held, size, most, least: held ? size : 0, sleeps: held && size === 0 }
})
