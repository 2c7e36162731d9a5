import type { World } from '../../simulate/world.ts'
import type { RealDay } from './orders.ts'

const MINUTE = 60_000
const MINUTES_OF_DAY = 1440

export interface Replayed {
  /** Requests that were sent, and those of them that were not answered with a number. */
  requests: number
  failed: number
  /** Instances in service, minute by minute; and those that are paid for, which are more while some are coming. */
  inService: Int32Array
  paidFor: Int32Array
}

export interface Traffic {
  days: readonly RealDay[]
  /** Requests of each minute. */
  perMinute: ArrayLike<number>
}

/**
 * Sends every request of the traffic to the endpoint, those of a minute together at its beginning, and lets the minute
 * pass, in which the service of the template and Application Auto Scaling do what is due. Each request asks for the
 * forecast of one store for that day.
 */
export async function replay(
  world: World,
  EndpointName: string,
  { days, perMinute }: Traffic,
  { onMinute, signal }: { onMinute: (minute: number) => void; signal: AbortSignal },
): Promise<Replayed> {
  const minutes = perMinute.length
  const replayed: Replayed = {
    requests: 0,
    failed: 0,
    inService: new Int32Array(minutes),
    paidFor: new Int32Array(minutes),
  }
  const ask = async ({ rows }: RealDay): Promise<void> => {
    const row = rows[replayed.requests++ % rows.length]!
    const input = { EndpointName, ContentType: 'text/csv', Body: Buffer.from(`${row}\n`) }
    const answer = await world.call('sagemaker-runtime', 'InvokeEndpoint', input).catch(() => undefined)
    const units = Number.parseFloat(Buffer.from(answer?.Body ?? '').toString())
    if (!Number.isFinite(units)) replayed.failed++
  }
  for (let minute = 0; minute < minutes; minute++) {
    signal.throwIfAborted()
    const { ProductionVariants } = await world.call('sagemaker', 'DescribeEndpoint', { EndpointName })
    const [{ CurrentInstanceCount, DesiredInstanceCount }] = ProductionVariants
    replayed.inService[minute] = CurrentInstanceCount
    replayed.paidFor[minute] = Math.max(CurrentInstanceCount, DesiredInstanceCount)
    const day = days[Math.floor(minute / MINUTES_OF_DAY)]!
    await Promise.all(Array.from({ length: perMinute[minute]! }, () => ask(day)))
    await world.clock.advance(MINUTE)
    onMinute(minute + 1)
  }
  return replayed
}
