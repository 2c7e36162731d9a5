import { existsSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeploymentConfig, DesiredWeightAndCapacity, ProductionVariantSummary } from '@aws-sdk/client-sagemaker'
import type { Table } from '../../store/store.ts'
import { JobFailure, reasonOf } from '../jobs/job-failure.ts'
import type { Endpoint, Stored } from '../records.ts'
import type { SageMaker } from '../sagemaker.ts'
import { emitStateChange, upperSnake } from '../state-change.ts'
import type { Deployment } from './deployment.ts'
import { Fleet } from './fleet.ts'

interface Deployments {
  current?: Deployment
  /** What an update in progress goes to, and how. */
  next?: Deployment
  config?: Stored<DeploymentConfig> | undefined
  /** What a change of weights and numbers in progress goes to. */
  wanted?: DesiredWeightAndCapacity[]
}

/** The fleets behind the endpoints, and what changes them. Operations check; this acts. */
export class Endpoints {
  readonly #sagemaker: SageMaker
  readonly #deployments: Table<Deployments>
  readonly #live = new Map<string, Fleet>()
  readonly #starting = new Set<Fleet>()
  readonly #work = new Set<Promise<void>>()
  #closing = false

  constructor(sagemaker: SageMaker) {
    this.#sagemaker = sagemaker
    this.#deployments = sagemaker.kernel.store.table('sagemaker.deployment')
  }

  /** The fleet that serves an endpoint. */
  live(endpointName: string): Fleet | undefined {
    return this.#live.get(endpointName)
  }

  current(endpointName: string): Deployment | undefined {
    return this.#deployments.get(endpointName)?.current
  }

  create(endpoint: Endpoint, deployment: Deployment): void {
    this.#deployments.put(endpoint.EndpointName!, { current: deployment })
    this.#background(() => this.#bringUp(endpoint, deployment))
  }

  /** Blue/green, all at once: the new fleet comes up beside the old one, takes its traffic, and the old one drains. */
  update(endpoint: Endpoint, next: Deployment, config: Stored<DeploymentConfig> | undefined): void {
    const name = endpoint.EndpointName!
    this.#deployments.put(name, { ...this.#deployments.get(name), next, config })
    this.#background(async () => {
      try {
        const fleet = await this.#start(name, next)
        const old = this.#live.get(name)
        this.#live.set(name, fleet)
        this.#deployments.put(name, { current: next })
        if (old) this.#background(() => old.drain())
        this.#settle(endpoint, 'InService', {
          EndpointConfigName: next.configName,
          ProductionVariants: this.#summaries(fleet),
          FailureReason: undefined,
          ...(config && { LastDeploymentConfig: config }),
        })
      } catch (error) {
        if (this.#closing) return
        this.#deployments.put(name, { current: this.#deployments.get(name)!.current })
        this.#settle(endpoint, 'InService', { FailureReason: reasonOf(error) })
      }
    })
  }

  /** Changes weights and numbers of instances of the fleet that serves. */
  rescale(endpoint: Endpoint, wanted: DesiredWeightAndCapacity[]): void {
    const name = endpoint.EndpointName!
    const fleet = this.#live.get(name)!
    this.#deployments.put(name, { ...this.#deployments.get(name), wanted })
    this.#background(async () => {
      let failure: string | undefined
      for (const { VariantName, DesiredWeight, DesiredInstanceCount } of wanted) {
        const variant = fleet.variants.find((one) => one.variant.name === VariantName)!
        const before = variant.variant.count
        if (DesiredWeight !== undefined) variant.variant.weight = DesiredWeight
        if (DesiredInstanceCount !== undefined)
          await variant.scaleTo(DesiredInstanceCount).catch((error) => {
            variant.variant.count = before
            failure = reasonOf(error)
          })
      }
      if (this.#closing) return
      this.#deployments.put(name, { current: fleet.deployment })
      this.#settle(endpoint, 'InService', { ProductionVariants: this.#summaries(fleet), FailureReason: failure })
    })
  }

  delete(endpoint: Endpoint): void {
    const name = endpoint.EndpointName!
    const fleet = this.#live.get(name)
    this.#live.delete(name)
    this.#background(async () => {
      await fleet?.drain()
      await rm(join(this.#sagemaker.folder, 'endpoints', name), { recursive: true, force: true })
      if (this.#closing) return
      this.#deployments.delete(name)
      this.#sagemaker.endpointRecords.delete(name)
      this.#sagemaker.tags.delete(endpoint.EndpointArn!)
    })
  }

  /** Brings back what served, and goes on with what was under way, when a former process ended. */
  resume(): void {
    this.#clearLeftovers()
    for (const endpoint of [...this.#sagemaker.endpointRecords.values()]) {
      const { current, next, config, wanted } = this.#deployments.get(endpoint.EndpointName!) ?? {}
      if (endpoint.EndpointStatus === 'Deleting') this.delete(endpoint)
      else if (current && endpoint.EndpointStatus === 'Creating') this.create(endpoint, current)
      else if (current && endpoint.EndpointStatus !== 'Failed') {
        this.#comeBack(endpoint, current, () => wanted && this.rescale(endpoint, wanted))
        if (next) this.update(endpoint, next, config)
        else if (!wanted && endpoint.EndpointStatus === 'Updating') this.#settle(endpoint, 'InService', {})
      }
    }
  }

  /** Ends every process and leaves the records for the next start. */
  async close(): Promise<void> {
    this.#closing = true
    await Promise.all([...this.#live.values(), ...this.#starting].map((fleet) => fleet.kill()))
    await Promise.all(this.#work)
  }

  async #bringUp(endpoint: Endpoint, deployment: Deployment): Promise<void> {
    try {
      const fleet = await this.#start(endpoint.EndpointName!, deployment)
      this.#live.set(endpoint.EndpointName!, fleet)
      this.#settle(endpoint, 'InService', { ProductionVariants: this.#summaries(fleet) })
    } catch (error) {
      if (!this.#closing) this.#settle(endpoint, 'Failed', { FailureReason: reasonOf(error) })
    }
  }

  /** Folders of fleets that a former process had replaced or deleted and did not come to clear. */
  #clearLeftovers(): void {
    const folder = join(this.#sagemaker.folder, 'endpoints')
    if (!existsSync(folder)) return
    for (const name of readdirSync(folder)) {
      const { current, next } = this.#deployments.get(name) ?? {}
      const leftovers = readdirSync(join(folder, name)).filter((id) => id !== current?.id && id !== next?.id)
      for (const id of leftovers) this.#background(() => rm(join(folder, name, id), { recursive: true, force: true }))
    }
  }

  /** Requests that come meanwhile wait for it. `then` is called once it serves. */
  #comeBack(endpoint: Endpoint, deployment: Deployment, then: () => void): void {
    const name = endpoint.EndpointName!
    const fleet = new Fleet(this.#sagemaker, name, deployment)
    this.#live.set(name, fleet)
    this.#inFlight(async () => {
      try {
        await fleet.start()
        then()
      } catch (error) {
        if (this.#closing || this.#live.get(name) !== fleet) return
        this.#live.delete(name)
        this.#settle(endpoint, 'Failed', { FailureReason: reasonOf(error) })
      }
    })
  }

  async #start(endpointName: string, deployment: Deployment): Promise<Fleet> {
    // Not where a fleet comes back after a restart, of which AWS knows nothing: what serves has its capacity.
    const fault = this.#sagemaker.kernel.faults.instances(endpointName)
    if (fault) throw new JobFailure(fault)
    const fleet = new Fleet(this.#sagemaker, endpointName, deployment)
    this.#starting.add(fleet)
    try {
      await fleet.start()
      return fleet
    } finally {
      this.#starting.delete(fleet)
    }
  }

  #settle(endpoint: Endpoint, status: 'InService' | 'Failed', change: Partial<Endpoint>): void {
    Object.assign(endpoint, change, {
      EndpointStatus: status,
      LastModifiedTime: this.#sagemaker.kernel.clock.now(),
      PendingDeploymentSummary: undefined,
    })
    this.#sagemaker.endpointRecords.put(endpoint.EndpointName!, endpoint)
    emitEndpointChange(this.#sagemaker, endpoint)
  }

  #summaries(fleet: Fleet): Stored<ProductionVariantSummary>[] {
    const now = this.#sagemaker.kernel.clock.now()
    return fleet.variants.map(({ variant: { name, container, weight, count } }) => ({
      VariantName: name,
      DeployedImages: [{ SpecifiedImage: container.image, ResolvedImage: container.image, ResolutionTime: now }],
      CurrentWeight: weight,
      DesiredWeight: weight,
      CurrentInstanceCount: count,
      DesiredInstanceCount: count,
    }))
  }

  /** Virtual time stands still while containers come up or go down. */
  #background(work: () => Promise<void>): void {
    this.#inFlight(async () => {
      // The call that asked for it answers first.
      await new Promise((resolve) => setImmediate(resolve))
      if (!this.#closing) await work()
    })
  }

  #inFlight(work: () => Promise<void>): void {
    const done = this.#sagemaker.kernel.clock.during(work)
    this.#work.add(done)
    void done.finally(() => this.#work.delete(done))
  }
}

/** Events write an endpoint's status as IN_SERVICE. */
export function emitEndpointChange(sagemaker: SageMaker, endpoint: Endpoint): void {
  emitStateChange(sagemaker, 'Endpoint', endpoint.EndpointArn!, {
    ...endpoint,
    EndpointStatus: upperSnake(endpoint.EndpointStatus!),
  })
}
