import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'
import {
  keyOf,
  namely,
  type ScalableTarget,
  type ScalingPolicy,
  type ScheduledAction,
  type TargetName,
} from './records.ts'

/** Targets, and the policies and scheduled actions that hang on them, kept. */
export class Book {
  readonly #targets: Table<ScalableTarget>
  readonly #policies: Table<ScalingPolicy>
  readonly #actions: Table<ScheduledAction>

  constructor({ store }: Kernel) {
    this.#targets = store.table('autoscaling.targets')
    this.#policies = store.table('autoscaling.policies')
    this.#actions = store.table('autoscaling.actions')
  }

  findTarget(name: TargetName): ScalableTarget | undefined {
    return this.#targets.get(keyOf(name))
  }

  target(name: TargetName): ScalableTarget {
    const target = this.findTarget(name)
    if (!target) throw notFound(`No scalable target registered for ${namely(name)}`)
    return target
  }

  targets(): ScalableTarget[] {
    return [...this.#targets.values()]
  }

  putTarget(target: ScalableTarget): void {
    this.#targets.put(keyOf(target), target)
  }

  deleteTarget(name: TargetName): void {
    this.#targets.delete(keyOf(name))
  }

  findPolicy(name: TargetName, policy: string): ScalingPolicy | undefined {
    return this.#policies.get(`${keyOf(name)} ${policy}`)
  }

  policies(name?: TargetName): ScalingPolicy[] {
    return [...this.#policies.values()].filter((policy) => !name || keyOf(policy) === keyOf(name))
  }

  putPolicy(policy: ScalingPolicy): void {
    this.#policies.put(`${keyOf(policy)} ${policy.PolicyName}`, policy)
  }

  deletePolicy(policy: ScalingPolicy): void {
    this.#policies.delete(`${keyOf(policy)} ${policy.PolicyName}`)
  }

  findAction(name: TargetName, action: string): ScheduledAction | undefined {
    return this.#actions.get(`${keyOf(name)} ${action}`)
  }

  actions(name?: TargetName): ScheduledAction[] {
    return [...this.#actions.values()].filter((action) => !name || keyOf(action) === keyOf(name))
  }

  putAction(action: ScheduledAction): void {
    this.#actions.put(`${keyOf(action)} ${action.ScheduledActionName}`, action)
  }

  deleteAction(action: ScheduledAction): void {
    this.#actions.delete(`${keyOf(action)} ${action.ScheduledActionName}`)
  }
}

export const notFound = (message: string) => new AwsError('ObjectNotFoundException', message)
