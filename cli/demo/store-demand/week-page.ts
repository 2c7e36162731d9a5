import type { Served } from '#shared/domain/scaling/simulate-fleet.ts'
import { scalingPage } from '../../simulate/scaling/page.ts'
import type { Expected } from './expected.ts'

/** Of an ml.m5.large, in US dollars an hour; what the page's costs are told at. */
const PRICE = 0.115

/** The page of `trimtab simulate scaling`, with the replay before all that was simulated. */
export function weekPage(served: Served, { compared, instance }: Expected): string {
  const oracleHours = compared.oracle.instanceHours
  const replayed = { name: 'replayed on the endpoint', ...served, hoursVsOracle: served.instanceHours / oracleHours }
  const simulated = compared.policies.map((policy) => ({ ...policy, name: `simulated: ${policy.name}` }))
  return scalingPage({
    title: 'Scaling of store-demand over a replayed week',
    judged: compared.judged,
    perMinute: instance.perMinute,
    oracleHours,
    policies: [replayed, ...simulated].map((policy) => ({ ...policy, cost: policy.instanceHours * PRICE })),
  })
}
