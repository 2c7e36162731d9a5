import { resolve } from 'node:path'
import { comparePolicies } from '#shared/domain/scaling/compare-policies.ts'
import { demandOf } from '#shared/domain/scaling/trace.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'
import { CliError } from '../../cli-error.ts'
import { readModelFolder } from '../../model-folder.ts'
import { type Measured, measuredInstance } from './measured-instance.ts'
import type { PageFacts } from './page.ts'
import { readTrace } from './read-trace.ts'

export interface Asked extends Measured {
  trace: string
  suggest?: boolean
  over?: number
  timezone: string
  price: number
}

/** What a day of traffic does to the policies of a manifest, and to others. */
export function simulateScaling(path: string, asked: Asked, cwd: string) {
  const { manifest } = readModelFolder(path, cwd)
  const trace = readTrace(resolve(cwd, asked.trace), asked.trace, asked.timezone)
  const demand = demandOf(trace)
  const { scale } = manifest
  refuseUnmeasurable(manifest, asked.suggest ?? false)
  const { instance, source } = measuredInstance(asked, manifest, demand)
  const begun = performance.now()
  const compared = comparePolicies({
    ...{ demand, instance, scale, count: manifest.deploy.count, timezone: asked.timezone },
    ...{ suggest: asked.suggest ?? false, allowed: asked.over },
  })
  const seconds = (performance.now() - begun) / 1000
  const daysPerSecond = Math.round(compared.minutes / 1440 / seconds)
  const policies = compared.policies.map((policy) => ({ ...policy, cost: policy.instanceHours * asked.price }))
  const page: PageFacts = {
    title: `Scaling of ${manifest.model} over ${asked.trace}`,
    ...{ judged: compared.judged, perMinute: instance.perMinute, oracleHours: compared.oracle.instanceHours, policies },
  }
  return {
    ...{ trace, instance, source, compared, page, daysPerSecond },
    answer: {
      policies: policies.map(({ name, requestsOver, hoursVsOracle, cost }) => ({
        name,
        requestsOver,
        hoursVsOracle,
        cost,
      })),
      daysPerSecond,
      ...(compared.suggestion && { suggestion: compared.suggestion }),
    },
  }
}

function refuseUnmeasurable({ scale, deploy }: Manifest, suggest: boolean): void {
  const { mode } = deploy
  const next = 'simulate mode realtime'
  if (mode === 'batch') throw new CliError('mode batch serves no traffic that could be traced', { next })
  if (suggest && mode !== 'realtime') {
    throw new CliError(`--suggest proposes policies over invocations, which mode ${mode} does not publish`, { next })
  }
  if (scale?.target?.metric === 'custom') {
    throw new CliError('a trace of requests does not tell what the custom metric of scale.target would be', {
      next: 'simulate with another metric in scale.target',
    })
  }
}
