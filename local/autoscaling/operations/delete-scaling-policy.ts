import { notFound } from '../book.ts'
import type { AutoScalingContext } from '../context.ts'
import { deleteAlarms } from '../policy-alarms.ts'
import { namely } from '../records.ts'
import { targetNameOf } from '../target-name.ts'

/** With the alarms that the service made for it. */
export const deleteScalingPolicy =
  ({ kernel, book }: AutoScalingContext) =>
  async (input: any) => {
    const name = targetNameOf(input)
    const policy = book.findPolicy(name, input.PolicyName)
    if (!policy) throw notFound(`No scaling policy found for ${namely(name)}, policy name: ${input.PolicyName}`)
    book.deletePolicy(policy)
    await deleteAlarms(kernel, book.target(name), policy)
    return {}
  }
