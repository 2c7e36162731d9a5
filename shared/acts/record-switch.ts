import { freeRolloutLease, keepSwitched, recordDecision } from '#shared/aws/ledger.ts'
import { readableCause } from '#shared/domain/explain-failure.ts'
import type { SwitchPlan } from '#shared/domain/switching/plan-switch.ts'

interface Caught {
  Error: string
  Cause?: string | null | undefined
}

export interface DoneSwitch {
  model: string
  id: string
  /** What was done; null when nothing could be planned. */
  plan: Pick<SwitchPlan, 'to' | 'home' | 'since' | 'because' | 'version' | 'configName'> | null
  /** What kept the line from serving as it ought to, so that it serves as it is deployed. */
  instead?: Caught | null | undefined
  /** What kept it from being changed at all. */
  failure?: Caught | null | undefined
  /** What kept it from scaling as its manifest says, once it served again as it is deployed. */
  unscaled?: Caught | null | undefined
}

/** Makes the ledger say how a line serves, and who wanted it so. Safe to repeat. */
export async function recordSwitch(done: DoneSwitch, now: string): Promise<{ what: string; reason: string }> {
  const { model, id, plan, failure, unscaled } = done
  const caught = failure ?? done.instead
  const why = caught ? inWords(caught) : undefined
  if (plan && !failure) {
    const { to, home, since, version, configName } = plan
    await keepSwitched(model, id, {
      ...{ to, away: !home, since, version, at: now },
      ...(!home && configName !== null && { configName }),
      ...(why && { gaveUp: why }),
    })
  }
  const decision = why === undefined ? words(plan!) : 'not switched'
  const then = failure ? '' : '; it serves as it is deployed instead'
  const scales = unscaled && `it does not scale yet: ${inWords(unscaled)}`
  const reason = [why && `${why}${then}`, plan && `wanted by ${plan.because}`, scales].filter(Boolean).join('; ')
  const evidence = { switch: id, ...plan, ...(caught && { error: caught.Error }) }
  const record = { model, at: now, subject: 'switch' as const, decision, rule: 'switch', reason, evidence }
  await recordDecision(record, [id, failure?.Error])
  await freeRolloutLease(model, id)
  return { what: decision, reason }
}

const inWords = (caught: Caught) => readableCause(caught.Cause || caught.Error).slice(0, 1500)

function words({ to, home }: NonNullable<DoneSwitch['plan']>): string {
  if (home) return 'back as deployed'
  return { parked: 'parked', serverless: 'served serverless', instances: 'served by instances' }[to]
}
