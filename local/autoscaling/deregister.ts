import type { AutoScalingContext } from './context.ts'
import { deleteAlarms } from './policy-alarms.ts'
import type { ScalableTarget } from './records.ts'

/** Takes a target away with everything that hangs on it; its capacity stays as it is. */
export async function deregister(
  { kernel, book, timekeeper }: AutoScalingContext,
  target: ScalableTarget,
): Promise<void> {
  book.deleteTarget(target)
  for (const action of book.actions(target)) timekeeper.forget(action)
  const policies = book.policies(target)
  for (const policy of policies) book.deletePolicy(policy)
  for (const policy of policies) await deleteAlarms(kernel, target, policy)
}
