import { JobFailure } from '../jobs/job-failure.ts'
import type { Endpoint } from '../records.ts'
import type { SageMaker } from '../sagemaker.ts'
import { AlarmGuard } from './alarm-guard.ts'
import { countsOf } from './deployment.ts'
import { DeploymentProgress } from './deployment-progress.ts'
import { type Ending, finishUpdate, SilentRollback, undoUpdate } from './end-update.ts'
import type { Fleet } from './fleet.ts'
import type { KeptDeployment, KeptUpdate } from './kept-deployment.ts'
import { launching, scaled, terminating } from './roll-back.ts'
import type { Part, Router } from './router.ts'
import { notHealthy } from './start-instance.ts'
import { TimeLimit } from './time-limit.ts'
import { each, type Stage, total, trafficPlan } from './traffic-plan.ts'

export interface UpdateOptions {
  sagemaker: SageMaker
  endpoint: Endpoint
  router: Router
  /** Not started yet. */
  next: Fleet
  kept: KeptDeployment & { update: KeptUpdate }
  keep(kept: KeptDeployment): void
  /** Aborted when the runtime ends; then everything is left for the next one. */
  signal: AbortSignal
}

/**
 * One update of an endpoint: stage by stage the new fleet comes up, takes its share of the traffic and is watched while
 * it bakes; at last the old one ends. Whatever goes wrong gives the traffic back.
 */
export class Update {
  readonly #options: UpdateOptions
  readonly #stages: Stage[]
  readonly #guard: AlarmGuard
  readonly #limit: TimeLimit
  readonly #progress: DeploymentProgress
  /** What serves before, with its shares. */
  readonly #before: readonly Part[]
  #kept: UpdateOptions['kept']
  #unhealthy = new AbortController()

  constructor(options: UpdateOptions) {
    const { sagemaker, endpoint, router, next, kept } = options
    this.#options = options
    this.#kept = kept
    this.#before = router.parts
    this.#stages = trafficPlan(kept.update.config, countsOf(kept.current), countsOf(kept.update.next))
    this.#guard = new AlarmGuard(sagemaker, kept.update.next, kept.update.config)
    this.#limit = new TimeLimit(kept.update)
    this.#progress = new DeploymentProgress(sagemaker, endpoint)
    next.onDark = ({ variant }) => this.#unhealthy.abort(notHealthy(variant.name))
  }

  async run(): Promise<void> {
    const { sagemaker, endpoint, router, next, signal } = this.#options
    const { failure, stage: first, bakesUntil } = this.#kept.update
    try {
      if (failure !== undefined) throw failure === '' ? new SilentRollback() : new JobFailure(failure)
      if (first === 0 && bakesUntil === undefined) await this.#guard.checkQuiet()
      router.share([...this.#before, { fleet: next, share: 0 }])
      for (const stage of this.#stages.slice(first)) await this.#take(stage)
      if (sagemaker.kernel.faults.deployment(endpoint.EndpointName!) === 'silent-rollback') throw new SilentRollback()
      await finishUpdate(this.#ending)
    } catch (error) {
      if (!signal.aborted) await undoUpdate(this.#ending, this.#kept, error)
    }
  }

  async #take(stage: Stage): Promise<void> {
    const { router, next } = this.#options
    await this.#launch(stage)
    if (this.#kept.update.bakesUntil === undefined)
      this.#progress.next(
        'ActivatingTraffic',
        stage.active,
        (count) => `Activating traffic on ${stage.capacity} capacity of ${count} instance(s).`,
      )
    next.activate(stage.active)
    this.#current.activate(stage.oldActive)
    router.share([...scaled(this.#before, 1 - stage.share), { fleet: next, share: stage.share }])
    this.#progress.take(stage.active, stage.oldActive)
    await this.#bake(stage)
    await this.#endOld(stage)
  }

  async #launch(stage: Stage): Promise<void> {
    const { next } = this.#options
    const more = each(stage.launched, (count, name) => count - (next.counts[name] ?? 0))
    const started = total(next.counts) > 0
    if (started && total(more) <= 0) return
    this.#progress.next(started ? 'Updating' : 'Creating', more, launching)
    let late = false
    const { clock } = this.#options.sagemaker.kernel
    const limit = clock.after(this.#limit.latest - clock.now(), () => {
      late = true
      void next.kill()
    })
    try {
      await (started ? next.resize(stage.launched) : next.start(stage.launched))
    } catch (error) {
      throw late ? this.#limit.passed() : error
    } finally {
      limit.cancel()
    }
  }

  async #bake(stage: Stage): Promise<void> {
    const { next, signal, sagemaker } = this.#options
    const { clock } = sagemaker.kernel
    const until = this.#kept.update.bakesUntil ?? clock.now() + stage.bakeSeconds * 1000
    this.#keep({ bakesUntil: until })
    if (stage.bakeSeconds > 0) {
      const { bakeSeconds, bakedBy, capacity } = stage
      this.#progress.next(
        'Baking',
        stage.active,
        (count) =>
          `Baking for ${bakeSeconds} seconds (${bakedBy}) with traffic enabled on ${capacity} capacity of ${count} instance(s).`,
      )
      await this.#guard.checkQuiet()
      const end = Math.min(until, this.#limit.latest)
      await this.#guard.watch(end - clock.now(), AbortSignal.any([signal, this.#unhealthy.signal]))
      if (end < until) throw this.#limit.passed()
    }
    if (next.dark) throw notHealthy(next.dark.variant.name)
  }

  /** A rolling update ends a batch of the old fleet after each bake. */
  async #endOld({ oldLeft }: Stage): Promise<void> {
    const counts = each(this.#current.counts, (count, name) => Math.min(count, oldLeft[name] ?? count))
    const surplus = each(this.#current.counts, (count, name) => count - counts[name]!)
    const { bakesUntil: _, ...update } = this.#kept.update
    this.#kept = { ...this.#kept, counts, update: { ...update, stage: update.stage + 1 } }
    this.#keep({})
    if (total(surplus) === 0) return
    this.#progress.current('Deleting', surplus, terminating)
    await this.#current.resize(counts)
  }

  get #current(): Fleet {
    return this.#before[0]!.fleet
  }

  get #ending(): Ending {
    return { ...this.#options, before: this.#before, progress: this.#progress }
  }

  #keep(change: Partial<KeptUpdate>): void {
    this.#kept = { ...this.#kept, update: { ...this.#kept.update, ...change } }
    this.#options.keep(this.#kept)
  }
}
