import { existsSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeploymentConfig, DesiredWeightAndCapacity } from '@aws-sdk/client-sagemaker'
import { Work } from '../../clock/work.ts'
import type { Table } from '../../store/store.ts'
import { reasonOf } from '../jobs/job-failure.ts'
import type { Endpoint, Stored } from '../records.ts'
import type { SageMaker } from '../sagemaker.ts'
import type { Deployment } from './deployment.ts'
import { EndpointMeter } from './endpoint-meter.ts'
import { serving, setStatus } from './endpoint-record.ts'
import { Fleet } from './fleet.ts'
import type { KeptDeployment } from './kept-deployment.ts'
import { rescale } from './rescale.ts'
import { Router } from './router.ts'
import { Update } from './update.ts'

/** The fleets behind the endpoints, and what changes them. Operations check; this acts. */
export class Endpoints {
  readonly #sagemaker: SageMaker
  readonly #kept: Table<KeptDeployment>
  readonly #live = new Map<string, Router>()
  /** The first fleets of endpoints, which nobody is sent to yet. */
  readonly #starting = new Set<Fleet>()
  readonly #work = new Set<Promise<void>>()
  readonly #closing = new AbortController()
  readonly #meter: EndpointMeter

  constructor(sagemaker: SageMaker) {
    this.#sagemaker = sagemaker
    this.#kept = sagemaker.kernel.store.table('sagemaker.deployment')
    this.#meter = new EndpointMeter(sagemaker, this.#live)
  }

  /** What requests to an endpoint are routed by. */
  live(endpointName: string): Router | undefined {
    return this.#live.get(endpointName)
  }

  current(endpointName: string): Deployment | undefined {
    return this.#kept.get(endpointName)?.current
  }

  create(endpoint: Endpoint, deployment: Deployment): void {
    const name = endpoint.EndpointName!
    this.#kept.put(name, { current: deployment })
    this.#background(async () => {
      const fleet = new Fleet(this.#sagemaker, name, deployment)
      this.#starting.add(fleet)
      try {
        await fleet.start()
        this.#serve(name, new Router([{ fleet, share: 1 }]))
        setStatus(this.#sagemaker, endpoint, 'InService', serving(this.#sagemaker, fleet))
      } catch (error) {
        if (this.#closed) return
        setStatus(this.#sagemaker, endpoint, 'Failed', { FailureReason: reasonOf(error) })
      } finally {
        this.#starting.delete(fleet)
      }
    })
  }

  update(endpoint: Endpoint, next: Deployment, config: Stored<DeploymentConfig> | undefined): void {
    const name = endpoint.EndpointName!
    const startedAt = this.#sagemaker.kernel.clock.now()
    const update = { next, startedAt, stage: 0, ...(config && { config }) }
    this.#kept.put(name, { ...this.#kept.get(name)!, update })
    this.#background(() => this.#update(endpoint))
  }

  rescale(endpoint: Endpoint, wanted: DesiredWeightAndCapacity[]): void {
    const name = endpoint.EndpointName!
    const { fleet } = this.#live.get(name)!.parts[0]!
    this.#kept.put(name, { ...this.#kept.get(name)!, wanted })
    this.#background(async () => {
      await rescale(this.#sagemaker, endpoint, fleet, wanted, this.#closing.signal)
      if (!this.#closed) this.#kept.put(name, { current: fleet.deployment })
    })
  }

  delete(endpoint: Endpoint): void {
    const name = endpoint.EndpointName!
    const parts = this.#live.get(name)?.parts ?? []
    this.#live.delete(name)
    this.#background(async () => {
      await Promise.all(parts.map(({ fleet }) => fleet.drain()))
      await rm(join(this.#sagemaker.folder, 'endpoints', name), { recursive: true, force: true })
      if (this.#closed) return
      this.#kept.delete(name)
      this.#sagemaker.endpointRecords.delete(name)
      this.#sagemaker.tags.delete(endpoint.EndpointArn!)
    })
  }

  /** Brings back what served, and goes on with what was under way, when a former process ended. */
  resume(): void {
    this.#clearLeftovers()
    for (const endpoint of [...this.#sagemaker.endpointRecords.values()]) {
      const kept = this.#kept.get(endpoint.EndpointName!)
      if (endpoint.EndpointStatus === 'Deleting') this.delete(endpoint)
      else if (kept && endpoint.EndpointStatus === 'Creating') this.create(endpoint, kept.current)
      else if (kept && endpoint.EndpointStatus !== 'Failed') this.#comeBack(endpoint, kept)
    }
  }

  /** Ends every process and leaves the records for the next start. */
  async close(): Promise<void> {
    this.#closing.abort()
    this.#meter.stop()
    const fleets = [...this.#live.values()].flatMap(({ parts }) => parts.map(({ fleet }) => fleet))
    await Promise.all([...fleets, ...this.#starting].map((fleet) => fleet.kill()))
    await Promise.all(this.#work)
  }

  get #closed(): boolean {
    return this.#closing.signal.aborted
  }

  #serve(name: string, router: Router): void {
    this.#live.set(name, router)
    this.#meter.arm()
  }

  async #update(endpoint: Endpoint): Promise<void> {
    const name = endpoint.EndpointName!
    const { update, ...rest } = this.#kept.get(name)!
    if (!update) return
    await new Update({
      sagemaker: this.#sagemaker,
      endpoint,
      router: this.#live.get(name)!,
      next: new Fleet(this.#sagemaker, name, update.next),
      kept: { ...rest, update },
      keep: (changed) => this.#kept.put(name, changed),
      signal: this.#closing.signal,
    }).run()
  }

  /** Folders of fleets that a former process had replaced or deleted and did not come to clear. */
  #clearLeftovers(): void {
    const folder = join(this.#sagemaker.folder, 'endpoints')
    if (!existsSync(folder)) return
    for (const name of readdirSync(folder)) {
      const { current, left, update } = this.#kept.get(name) ?? {}
      const known = [current?.id, left?.deployment.id, update?.next.id]
      for (const id of readdirSync(join(folder, name)))
        if (!known.includes(id)) this.#background(() => rm(join(folder, name, id), { recursive: true, force: true }))
    }
  }

  /** Requests that come meanwhile wait for it. What was under way goes on once it serves. */
  #comeBack(endpoint: Endpoint, { current, counts, left, update, wanted }: KeptDeployment): void {
    const name = endpoint.EndpointName!
    const fleet = new Fleet(this.#sagemaker, name, current)
    const rest = left && new Fleet(this.#sagemaker, name, left.deployment)
    const router = new Router([
      { fleet, share: 1 - (left?.share ?? 0) },
      ...(rest ? [{ fleet: rest, share: left.share }] : []),
    ])
    this.#serve(name, router)
    this.#inFlight(async () => {
      try {
        await Promise.all([
          Work.beside(() => fleet.comeBack(counts)),
          rest && Work.beside(() => rest.comeBack(left?.counts)),
        ])
      } catch (error) {
        if (this.#closed || this.#live.get(name) !== router) return
        this.#live.delete(name)
        setStatus(this.#sagemaker, endpoint, 'Failed', { FailureReason: reasonOf(error) })
        return
      }
      if (update) await this.#update(endpoint)
      else if (wanted) this.rescale(endpoint, wanted)
      else if (/^(Updating|RollingBack)$/.test(endpoint.EndpointStatus!))
        setStatus(this.#sagemaker, endpoint, 'InService', serving(this.#sagemaker, fleet))
    })
  }

  /** Virtual time stands still while containers come up or go down. */
  #background(work: () => Promise<void>): void {
    this.#inFlight(async () => {
      // The call that asked for it answers first.
      await new Promise((resolve) => setImmediate(resolve))
      if (!this.#closed) await work()
    })
  }

  #inFlight(work: () => Promise<void>): void {
    const done = this.#sagemaker.kernel.clock.during(work)
    this.#work.add(done)
    void done.finally(() => this.#work.delete(done))
  }
}
