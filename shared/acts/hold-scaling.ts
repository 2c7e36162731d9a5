import { readEndpoint, readVariants } from '#shared/aws/endpoints.ts'
import { keepScalingHold, readScalingHold } from '#shared/aws/ledger.ts'
import { deregisterTarget, registerTarget } from '#shared/aws/scaling.ts'
import { config } from '#shared/config.ts'
import { type EndpointState, isMoving } from '#shared/domain/endpoint-outcome.ts'
import { endpointName } from '#shared/domain/names.ts'
import { servingVariant } from '#shared/domain/plan/variants.ts'
import {
  type Coming,
  heldScaling,
  isPaused,
  survivesUpdate,
  type Variant,
} from '#shared/domain/scaling/held-scaling.ts'
import { allSuspended, type ScalingState } from '#shared/domain/scaling/scaling-requests.ts'
import { EndpointGone, EndpointMoving } from '#shared/errors.ts'
import { readScaling } from './read-scaling.ts'

export interface Held {
  endpoint: EndpointState
  /** Whether something scaled it, which is paused now and kept in the ledger. */
  held: boolean
  /** Instances, or provisioned concurrency, that the first variant has. */
  size: number
}

/**
 * Pauses what scales an endpoint before it is changed, and keeps in the ledger how it was. Where SageMaker would refuse the
 * change, nothing scales it in between. Throws EndpointMoving while it is on its way to another size. Safe to repeat.
 */
export async function holdScaling(model: string, rollout: string, coming: Coming, at: string): Promise<Held> {
  const name = endpointName(config.stage(), model)
  const [there, before, found] = await Promise.all([readScaling(name), readScalingHold(model), readEndpoint(name)])
  if (!found) throw new EndpointGone(name)
  const hold = heldScaling({ rollout, at, there, hold: before, capacity: sizeOf(found) })
  if (!hold) return { endpoint: found, held: false, size: sizeOf(found) }
  await keepScalingHold(model, hold)
  if (there) await pause(there, found, coming)
  // What began before it was paused has to come to its end; nothing begins any more.
  const endpoint = there ? await readEndpoint(name) : found
  if (!endpoint) throw new EndpointGone(name)
  if (isMoving(endpoint.status)) throw new EndpointMoving(name, endpoint.status)
  return { endpoint, held: true, size: sizeOf(endpoint) }
}

async function pause(there: ScalingState, { configName }: EndpointState, coming: Coming): Promise<void> {
  const [now, next] = await Promise.all([
    readVariants(configName),
    typeof coming === 'string' ? readVariants(coming) : coming,
  ])
  const { ServiceNamespace, ResourceId, ScalableDimension } = there.target
  const target = { ServiceNamespace, ResourceId, ScalableDimension }
  if (!survivesUpdate(there, mainOf(now), mainOf(next))) return deregisterTarget(target)
  if (!isPaused(there)) await registerTarget({ ...target, SuspendedState: allSuspended })
}

const mainOf = (variants: Variant[]) => variants.find(({ VariantName }) => VariantName === servingVariant)

const sizeOf = ({ sizes }: EndpointState) => sizes?.[servingVariant] ?? 0
