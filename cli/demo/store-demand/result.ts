import type { Served } from '#shared/domain/scaling/simulate-fleet.ts'
import type { Expected } from './expected.ts'
import type { Replayed } from './replay.ts'

/** How a fleet fared; `requestsOver` is the fraction of requests beyond what its instances take. */
interface Fared {
  requestsOver: number
  instanceHours: number
  peakInstances: number
}

/** What `trimtab demo store-demand --json` prints. */
export interface StoreDemandResult extends Fared {
  ok: boolean
  seconds: number
  days: number
  requests: number
  failedRequests: number
  /** What the simulator said of the same traffic beforehand. */
  predicted: Fared
  modelVersion: number | null
}

/** Far more than either of the two has been seen to differ or to miss. */
const MOST_OVER = 0.05
const MOST_APART = 0.2

/** The outcome: content when all was answered, the fleet followed the demand, and did so as it was said to. */
export function resultOf(
  { seconds, days, modelVersion }: Pick<StoreDemandResult, 'seconds' | 'days' | 'modelVersion'>,
  { requests, failed }: Pick<Replayed, 'requests' | 'failed'>,
  served: Served,
  { manifest }: Pick<Expected, 'manifest'>,
): StoreDemandResult {
  const fared = faredOf(served)
  const predicted = faredOf(manifest)
  const apart = Math.abs(fared.instanceHours / predicted.instanceHours - 1)
  const followed = fared.peakInstances > 1 && fared.requestsOver <= MOST_OVER && apart <= MOST_APART
  return {
    ok: modelVersion !== null && failed === 0 && followed,
    seconds: round(seconds, 1),
    days,
    requests,
    failedRequests: failed,
    ...fared,
    predicted,
    modelVersion,
  }
}

function faredOf({ requestsOver, instanceHours, capacity }: Served): Fared {
  return {
    requestsOver: round(requestsOver, 5),
    instanceHours: round(instanceHours, 2),
    peakInstances: Math.max(...capacity),
  }
}

const round = (value: number, digits: number) => Number(value.toFixed(digits))
