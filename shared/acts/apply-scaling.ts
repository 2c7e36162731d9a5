import { putAlarm, removeAlarms } from '#shared/aws/alarms.ts'
import {
  deleteAction,
  deletePolicy,
  deregisterTarget,
  putAction,
  putPolicy,
  registerTarget,
} from '#shared/aws/scaling.ts'
import type { ScalingState } from '#shared/domain/scaling/scaling-requests.ts'
import { type DriftFacts, type ScalingChange, scalingDrift } from '#shared/domain/scaling-drift.ts'

/**
 * Makes what scales an endpoint what is wanted of it, and sends nothing else: called again it sends nothing. Answers what
 * was changed. One request is sent after the other, since each builds on the one before.
 */
export async function applyScaling(facts: DriftFacts): Promise<ScalingChange[]> {
  const changes = scalingDrift(facts)
  await sendScaling(changes, facts.there)
  return changes
}

/** Sends the changes that bring what is there to what is wanted, in their order. */
export async function sendScaling(changes: ScalingChange[], there: ScalingState | undefined): Promise<void> {
  const arns = { ...there?.arns }
  for (const change of changes) await send(change, arns)
}

async function send(change: ScalingChange, arns: ScalingState['arns']): Promise<void> {
  switch (change.do) {
    case 'register':
      return registerTarget(change.request)
    case 'deregister':
      return deregisterTarget(change.target)
    case 'put-policy':
      arns[change.name] = await putPolicy(change.request)
      return
    case 'put-alarm':
      return putAlarm({ ...change.alarm, AlarmActions: [arns[change.policy]!, ...(change.alarm.AlarmActions ?? [])] })
    case 'put-action':
      return putAction(change.request)
    case 'delete-action':
      return deleteAction(change.name, change.target)
    case 'delete-policy':
      return deletePolicy(change.name, change.target)
    case 'delete-alarm':
      return removeAlarms([change.name])
  }
}
