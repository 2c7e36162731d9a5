import { notFound } from '../book.ts'
import type { AutoScalingContext } from '../context.ts'
import { namely } from '../records.ts'
import { targetNameOf } from '../target-name.ts'

export const deleteScheduledAction =
  ({ book, timekeeper }: AutoScalingContext) =>
  (input: any) => {
    const name = targetNameOf(input)
    const action = book.findAction(name, input.ScheduledActionName)
    if (!action)
      throw notFound(
        `No scheduled action found for ${namely(name)}, scheduled action name: ${input.ScheduledActionName}`,
      )
    timekeeper.forget(action)
    return {}
  }
