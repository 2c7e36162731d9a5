import type { AutoScalingContext } from '../context.ts'
import { deregister } from '../deregister.ts'
import { targetNameOf } from '../target-name.ts'

export const deregisterScalableTarget = (context: AutoScalingContext) => async (input: any) => {
  await deregister(context, context.book.target(targetNameOf(input)))
  return {}
}
