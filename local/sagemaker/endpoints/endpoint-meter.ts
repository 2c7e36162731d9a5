import { dirname } from 'node:path'
import type { Timer } from '../../clock/clock.ts'
import { type Usage, usageOfGroups } from '../containers/process-usage.ts'
import type { ServingInstance } from '../containers/serving-instance.ts'
import { folderSize } from '../files/folder-size.ts'
import { mayReport } from '../platform-role.ts'
import type { SageMaker } from '../sagemaker.ts'
import { memoryMiBOf } from './deployment.ts'
import type { Router } from './router.ts'
import { sendConcurrency, sendMetric } from './send-metric.ts'
import type { VariantFleet } from './variant-fleet.ts'

const MINUTE = 60_000
/** Before the end of a minute, so that what it tells counts for that minute. */
const BEFORE_END = 1000
/** A look at all processes takes milliseconds; so it is worth them this often in the machine's time. */
const LOOK_MS = 150
/** Less of the machine's time than this says nothing of a load. */
const LEAST_SECONDS = 0.05

/**
 * Once a minute: zeros for variants that nobody invoked, so that who scales by them learns of it, and what the processes
 * of the others take.
 */
export class EndpointMeter {
  readonly #sagemaker: SageMaker
  readonly #routers: ReadonlyMap<string, Router>
  readonly #before = new WeakMap<ServingInstance, { at: number; cpuSeconds: number }>()
  /** When the processes were last looked at, by `performance.now()`. */
  #lookedAt = Number.NEGATIVE_INFINITY
  #timer: Timer | undefined

  constructor(sagemaker: SageMaker, routers: ReadonlyMap<string, Router>) {
    this.#sagemaker = sagemaker
    this.#routers = routers
  }

  /** Runs for as long as there are endpoints. */
  arm(): void {
    if (this.#timer || this.#routers.size === 0) return
    const { clock } = this.#sagemaker.kernel
    const now = clock.now() + BEFORE_END
    this.#timer = clock.after((Math.floor(now / MINUTE) + 1) * MINUTE - now, () => {
      this.#timer = undefined
      void this.#measure()
      this.arm()
    })
  }

  stop(): void {
    this.#timer?.cancel()
  }

  async #measure(): Promise<void> {
    const since = Math.floor(this.#sagemaker.kernel.clock.now() / MINUTE) * MINUTE
    const parts = [...this.#routers.values()].flatMap((router) => router.parts)
    // Asynchronous endpoints have no such metrics.
    for (const { fleet } of parts.filter((part) => !part.fleet.deployment.async))
      for (const variant of fleet.all) if (variant.invokedAt < since) this.#zeros(variant)
    const fleets = parts.flatMap(({ fleet }) => fleet.all)
    const busy = fleets.filter((fleet) => [...fleet.instances()].some(({ pid }) => pid !== undefined))
    // A clock that jumps would have them looked at a thousand times in one of their moments.
    if (busy.length === 0 || performance.now() - this.#lookedAt < LOOK_MS) return
    this.#lookedAt = performance.now()
    const usage = usageOfGroups()
    await Promise.all(busy.map((fleet) => this.#utilization(fleet, usage)))
  }

  #zeros(fleet: VariantFleet): void {
    const { kernel } = this.#sagemaker
    const perInstance = fleet.variant.serverless ? [] : ['InvocationsPerInstance']
    for (const name of ['Invocations', ...perInstance]) sendMetric(kernel, 'AWS/SageMaker', fleet, name, 0, 'None')
    if (!fleet.variant.serverless) sendConcurrency(kernel, fleet, 0)
  }

  async #utilization(fleet: VariantFleet, usage: Map<number, Usage>): Promise<void> {
    const { kernel } = this.#sagemaker
    const { container, volumeGB } = fleet.variant
    if (!mayReport(kernel, container.roleArn, 'Endpoints').metrics) return
    const send = (name: string, value: number) =>
      sendMetric(kernel, '/aws/sagemaker/Endpoints', fleet, name, value, 'Percent')
    for (const instance of fleet.instances()) {
      const used = usage.get(instance.pid ?? -1)
      if (!used) continue
      const cpu = this.#load(instance, used)
      if (cpu !== undefined) send('CPUUtilization', cpu)
      send('MemoryUtilization', (100 * used.memoryBytes) / (memoryMiBOf(fleet.variant) * 2 ** 20))
      send('DiskUtilization', (100 * (await folderSize(dirname(instance.folder)))) / (volumeGB * 2 ** 30))
    }
  }

  /** 100 for each processor that it keeps busy, since the last time. */
  #load(instance: ServingInstance, { cpuSeconds }: Usage): number | undefined {
    const before = this.#before.get(instance) ?? { at: instance.startedAt, cpuSeconds: 0 }
    const at = performance.now()
    const seconds = (at - before.at) / 1000
    if (seconds < LEAST_SECONDS) return undefined
    this.#before.set(instance, { at, cpuSeconds })
    return Math.max(0, (100 * (cpuSeconds - before.cpuSeconds)) / seconds)
  }
}
