import * as z from 'zod/mini'
import { prepareSwitch } from '#shared/acts/prepare-switch.ts'
import { answersEvent } from '#shared/handler.ts'

const task = z.object({
  model: z.string(),
  switch: z.string(),
  /** The line is to serve as it is deployed, since it could not be brought to serve as it ought to. */
  instead: z.boolean(),
  executionArn: z.string(),
  /** When the execution began, so that a repeated call writes the same. */
  at: z.string(),
})

/**
 * Takes the endpoint and plans what brings it where it ought to be now. Throws RolloutInProgress while somebody else has it
 * or it moves, and SwitchRefused when it must not be touched; answers null, and leaves it free, when nothing is due.
 */
export const handler = answersEvent(task, ({ switch: id, ...asked }) =>
  prepareSwitch({ ...asked, id }, new Date().toISOString()),
)
