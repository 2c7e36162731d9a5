import type { AlarmSignal } from '../cloudwatch/alarm-signal.ts'
import type { CloudWatchService } from '../cloudwatch/index.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { ActivityBook } from './activity-book.ts'
import { type Book, notFound } from './book.ts'
import { decideScaling, type Proposal } from './decide-scaling.ts'
import { aggregated, stepFor, stepTo } from './decide-step.ts'
import { trackIn, trackOut } from './decide-target-tracking.ts'
import type { ScalableTarget, ScalingPolicy } from './records.ts'
import type { Scaler } from './scaler.ts'
import { asService, readVariant } from './variant-capacity.ts'

/** Where a policy does not say, of SageMaker's variants, in seconds. */
const DEFAULT_COOLDOWN = 300

/** Acts when an alarm calls a policy: on what all policies of its target want at that moment. */
export class PolicyRunner {
  readonly #kernel: Kernel
  readonly #book: Book
  readonly #activities: ActivityBook
  readonly #scaler: Scaler

  constructor(kernel: Kernel, book: Book, activities: ActivityBook, scaler: Scaler) {
    this.#kernel = kernel
    this.#book = book
    this.#activities = activities
    this.#scaler = scaler
  }

  async run(actionArn: string): Promise<void> {
    const policy = this.#book.policies().find(({ PolicyARN }) => PolicyARN === actionArn.replace(/:createdBy\/.*$/, ''))
    if (!policy) throw notFound(`No scaling policy found for the ARN ${actionArn}`)
    await this.#scaler.inTurn(policy, async () => {
      const target = this.#book.findTarget(policy)
      if (target && !this.#scaler.changing(target)) await this.#act(target)
    })
  }

  async #act(target: ScalableTarget): Promise<void> {
    const policies = this.#book.policies(target)
    const state = await readVariant(this.#kernel, target, asService(target))
    if (!state) return
    const proposals = policies.flatMap((policy) => this.#proposals(policy, state.capacity))
    const decision = decideScaling(proposals, {
      now: this.#kernel.clock.now(),
      capacity: state.capacity,
      min: target.MinCapacity,
      max: target.MaxCapacity,
      suspended: target.SuspendedState,
      cooldowns: target.cooldowns,
      trackers: policies.filter(scalesIn).map(({ PolicyName }) => PolicyName),
    })
    if (decision.kind !== 'scale' && state.steady && isOutside(target, state.capacity)) {
      if (proposals.some(({ direction }) => mayScale(target, direction))) await this.#scaler.enforceBounds(target)
      return
    }
    if (decision.kind === 'wait') return
    const { by } = decision
    const cause = `monitor alarm ${by.alarm} in state ALARM triggered policy ${by.policy}`
    if (decision.kind === 'stay') this.#activities.notScaled(target, cause, decision.reason)
    else if (!state.steady) this.#activities.notScaled(target, cause, { Code: 'TargetServicePutResourceAsUnscalable' })
    else {
      const policy = policies.find(({ PolicyName }) => PolicyName === by.policy)!
      const cooldown = cooldownOf(policy, by.direction)
      await this.#scaler.change(target, { from: state.capacity, to: decision.to, cause, cooldown })
    }
  }

  #proposals(policy: ScalingPolicy, capacity: number): Proposal[] {
    const cloudwatch = this.#kernel.service('cloudwatch') as CloudWatchService
    const signals = cloudwatch.signalsTo(policy.PolicyARN)
    return signals.flatMap((signal) =>
      policy.PolicyType === 'StepScaling' ? stepProposal(policy, signal, capacity) : trackingProposal(policy, signal),
    )
  }
}

function trackingProposal(policy: ScalingPolicy, { alarm, values: [metric] }: AlarmSignal): Proposal[] {
  const tracking = policy.TargetTrackingScalingPolicyConfiguration!
  const direction = /-AlarmLow-[^/]*$/.test(alarm) ? 'in' : 'out'
  // Between two evaluations the metric may have come back.
  const asks = metric !== undefined && (direction === 'out' ? metric > tracking.TargetValue : scalesIn(policy))
  if (!asks) return []
  const track = direction === 'out' ? trackOut : trackIn
  const from = (capacity: number) => track(tracking, metric, capacity)
  return [{ policy: policy.PolicyName, alarm, kind: 'tracking', direction, from }]
}

function stepProposal(policy: ScalingPolicy, signal: AlarmSignal, capacity: number): Proposal[] {
  const stepping = policy.StepScalingPolicyConfiguration!
  const { alarm, threshold, below, values } = signal
  // An alarm that was set by hand has no values: it is taken to be at its threshold.
  const distance = values.length > 0 ? aggregated(values, stepping.MetricAggregationType) - threshold : 0
  const step = stepFor(stepping.StepAdjustments, distance, below)
  if (!step) return []
  const from = (start: number) => stepTo(stepping, step, start)
  const direction = from(capacity) < capacity || (capacity === 0 && step.ScalingAdjustment < 0) ? 'in' : 'out'
  return [{ policy: policy.PolicyName, alarm, kind: 'step', direction, from }]
}

/** A change of capacity that was refused while the endpoint was updated is made up for when a policy is called, not before. */
const isOutside = ({ MinCapacity, MaxCapacity }: ScalableTarget, capacity: number) =>
  capacity < MinCapacity || capacity > MaxCapacity

const mayScale = ({ SuspendedState: suspended }: ScalableTarget, direction: Proposal['direction']) =>
  !(direction === 'out' ? suspended.DynamicScalingOutSuspended : suspended.DynamicScalingInSuspended)

const scalesIn = ({ TargetTrackingScalingPolicyConfiguration: tracking }: ScalingPolicy) =>
  tracking !== undefined && !tracking.DisableScaleIn

function cooldownOf(policy: ScalingPolicy, direction: Proposal['direction']): number {
  const { TargetTrackingScalingPolicyConfiguration: tracking, StepScalingPolicyConfiguration: stepping } = policy
  const own = stepping
    ? stepping.Cooldown
    : direction === 'out'
      ? tracking?.ScaleOutCooldown
      : tracking?.ScaleInCooldown
  return own ?? DEFAULT_COOLDOWN
}
