import { keepTrigger, readLine } from '#shared/aws/ledger.ts'
import { type AdmissionDecision, admit, decisionFor } from '#shared/domain/admit-trigger.ts'
import type { TriggerItem } from '#shared/domain/ledger-items.ts'
import type { Trigger } from '#shared/domain/trigger.ts'
import { admitWaiting } from './admit-waiting.ts'
import { carryOut } from './carry-out.ts'
import { finishStart } from './finish-start.ts'
import { ignoreUnknownModel } from './ignore-unknown-model.ts'
import { wakeIsUnderWay } from './wake-time.ts'

/**
 * Writes a trigger down, then decides about it. While a run is on, or a wake-up is under way that will look at
 * everything that waits, a further file costs one write and one read.
 */
export async function receiveTrigger(trigger: Trigger, now: string): Promise<AdmissionDecision> {
  const own = await keepTrigger(trigger, now)
  // Only now: a run that is seen to be on, or a wake-up under way, will look at what waits when this does already.
  const line = await readLine(trigger.model)
  if (!line?.policy) {
    return ignoreUnknownModel(trigger.model, `no model line is called ${trigger.model}`, now, [own])
  }
  if (own.status !== 'waiting') {
    await finishStart(line, now)
    return deliveredBefore(own)
  }
  const alone = decisionFor(admit({ policy: line.policy, line, waiting: [own], now }), trigger.id)!
  if (alone.decision === 'start') {
    const decisions = await admitWaiting(trigger.model, now, { line, own })
    return decisionFor(decisions, trigger.id) ?? deliveredBefore(await keepTrigger(trigger, now))
  }
  if (alone.decision !== 'wait' || !wakeIsUnderWay(line, now)) await carryOut(line, alone, [own], now)
  return alone
}

function deliveredBefore({ trigger, status, run }: TriggerItem): AdmissionDecision {
  return {
    decision: status === 'ignored' ? 'ignore' : 'start',
    rule: 'delivered-before',
    reason: run ? `it was delivered before, and run ${run} took it along` : 'it was delivered before',
    triggers: [trigger.id],
    ...(run && { run }),
    evidence: {},
  }
}
