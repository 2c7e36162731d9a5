import { stringify } from 'yaml'
import type { Scale } from '#shared/domain/scaling/policy-of-scale.ts'
import type { Context } from '../../program.ts'
import { terminalPlot } from './plot.ts'
import type { simulateScaling } from './simulate-scaling.ts'

/** Tells a person how the policies compare, and draws the last that is not fixed. */
export function tellScaling(context: Context, result: ReturnType<typeof simulateScaling>, price: number): void {
  if (context.json) return
  const { say, surroundings } = context
  const { trace, instance, source, compared, page, daysPerSecond } = result
  const judged = compared.judged.perMinute.length / 1440
  say(`${trace.counts.length} intervals of ${trace.interval / 1000} s; judged on ${judged.toFixed(1)} days`)
  if (trace.filled > 0) say(`${trace.filled} were missing, and got the mean of their neighbours`)
  say(
    `an instance serves ${instance.perMinute.toPrecision(4)} requests a minute (${source}) and starts in ${instance.startMinutes} minutes`,
  )
  say()
  context.table(
    page.policies.map(({ name, requestsOver, instanceHours, hoursVsOracle, cost }) => ({
      POLICY: name,
      'REQUESTS OVER': `${(100 * requestsOver).toFixed(4)} %`,
      'INSTANCE-HOURS': instanceHours.toFixed(0),
      'OF THE ORACLE’S': hoursVsOracle.toFixed(2),
      [`COST AT ${price}`]: cost.toFixed(2),
    })),
  )
  const drawn = compared.policies.findLast(({ name }) => name !== 'fixed at peak')!
  const needed = compared.judged.perMinute.map((count) => count / instance.perMinute)
  say(`\n${drawn.name}: instances needed (█), in service (▔), requests over (×)`)
  for (const line of terminalPlot({ ...drawn, needed }, surroundings.width)) say(line)
  say(`\n${daysPerSecond.toLocaleString('en')} days of traffic a second`)
  if (compared.suggestion)
    say(`\nSuggested, for the manifest:\n\n${stringify({ scale: sparse(compared.suggestion) }, { lineWidth: 0 })}`)
}

/** Without what is the default anyway. */
function sparse({ target, ...scale }: Scale): object {
  const { utilization: _, scaleOutCooldown: __, ...kept } = target!
  return { ...scale, target: kept }
}
