import { expect } from 'vitest'
import type { AdmissionPolicy } from '#shared/domain/admit-trigger.ts'
import { type Trigger, trigger } from '#shared/domain/trigger.ts'
import { type Backend, openBackend } from '#test/local/service/backend.ts'
import { openWire, type Wire } from './unreliable-wire.ts'

type Ledger = typeof import('#shared/aws/ledger.ts')
type Acts = typeof import('#shared/acts/receive-trigger.ts') &
  typeof import('#shared/acts/admit-waiting.ts') &
  typeof import('#shared/acts/close-run.ts') &
  typeof import('#shared/acts/sweep-line.ts')

export interface World extends Acts {
  backend: Backend
  wire: Wire
  ledger: Ledger
  line(policy?: Partial<AdmissionPolicy>): Promise<LineUnderTest>
  close(): Promise<void>
}

/** A model line with a manifest in force. Times are seconds after noon. */
export interface LineUnderTest {
  model: string
  file(name: string, seconds?: number): Trigger
  request(idempotencyKey: string, seconds?: number): Trigger
  /** Ids of its executions, oldest first, and those of them that go on. */
  executions(): Promise<{ all: string[]; running: string[] }>
  /** Ends an execution as if its machine had recorded a deployment; nobody is told. */
  deploys(run: string, seconds: number): Promise<void>
  /** Ends an execution from outside; nobody is told, and nothing is recorded. */
  stops(run: string): Promise<void>
  /** Ends one run after another until nothing waits any more. */
  drains(seconds: number): Promise<void>
  /** Fails unless each trigger is with exactly one run that ended after it came, and the lease with the run that is on. */
  isSound(triggers: Trigger[]): Promise<void>
}

const noon = Date.parse('2026-03-04T12:00:00.000Z')
export const at = (seconds: number) => new Date(noon + seconds * 1000).toISOString()

let lines = 0

/** The acts in this process, before a real ledger, queue and machine, over a wire that can fail. */
export async function openWorld(attempts: number): Promise<World> {
  const backend = await openBackend()
  const wire = await openWire(process.env['AWS_ENDPOINT_URL']!)
  process.env['AWS_ENDPOINT_URL'] = wire.endpoint
  // The client of SQS speaks to whatever host the queue's URL names.
  process.env['TRIMTAB_WAKE_QUEUE'] = wire.endpoint + new URL(backend.wakeQueue).pathname
  process.env['AWS_MAX_ATTEMPTS'] = String(attempts)
  // The deaths that are asked for fill pages.
  process.env['POWERTOOLS_LOG_LEVEL'] = 'SILENT'
  const ledger = await import('#shared/aws/ledger.ts')
  const acts = {
    ...(await import('#shared/acts/receive-trigger.ts')),
    ...(await import('#shared/acts/admit-waiting.ts')),
    ...(await import('#shared/acts/close-run.ts')),
    ...(await import('#shared/acts/sweep-line.ts')),
  }
  return {
    backend,
    wire,
    ledger,
    ...acts,
    line: (policy) => openLine(backend, ledger, acts, policy),
    async close() {
      await wire.close()
      await backend.close()
    },
  }
}

async function openLine(backend: Backend, ledger: Ledger, acts: Acts, policy: Partial<AdmissionPolicy> = {}) {
  const model = `line-${++lines}`
  const whole = { on: ['data' as const], quietPeriodSeconds: 0, startWithinSeconds: 86_400, cooldownSeconds: 0 }
  await ledger.putInForce(model, {
    version: '0001-aaaaaaaa',
    count: 1,
    contentHash: 'a',
    policy: { ...whole, atMostPerDay: 10, ...policy },
  })
  await ledger.putDirectoryEntry({ model, source: `data/${model}/` })

  const line: LineUnderTest = {
    model,
    file: (name, seconds = 0) =>
      trigger('data', model, at(seconds), { bucket: 'bucket', key: `data/${model}/${name}`, sequencer: name }),
    request: (idempotencyKey, seconds = 0) => trigger('api', model, at(seconds), { idempotencyKey }),
    async executions() {
      const ours = Object.entries(await backend.executions()).filter(([name]) => name.startsWith(`${model}-`))
      const running = ours.filter(([, status]) => status === 'RUNNING')
      return { all: ours.map(([name]) => name).reverse(), running: running.map(([name]) => name) }
    },
    async deploys(run, seconds) {
      await ledger.changeRun(model, run, { status: 'deployed', endedAt: at(seconds) })
      await line.stops(run)
    },
    async stops(run) {
      const executionArn = `${backend.machine.replace(':stateMachine:', ':execution:')}:${run}`
      await backend.kernel.call('stepfunctions', 'StopExecution', { executionArn }, backend.kernel.root)
    },
    async drains(seconds) {
      for (let round = 0; round < 10 && (await ledger.anyWaits(model)); round++) {
        await acts.sweepLine(model, at(seconds + round * 600))
        const run = (await ledger.readLine(model))?.lease?.run
        if (!run || !(await ledger.anyWaits(model))) continue
        await line.deploys(run, seconds + round * 600 + 1)
        await acts.closeRun(
          { model, run, status: 'SUCCEEDED', at: at(seconds + round * 600 + 1) },
          at(seconds + round * 600 + 2),
        )
      }
    },
    async isSound(triggers) {
      const { all, running } = await line.executions()
      const runs = await Promise.all(all.map((run) => ledger.readRun(model, run)))
      const decisions = await ledger.listDecisions(model, 1000)
      const items = await Promise.all(triggers.map((one) => ledger.keepTrigger(one, at(86_400))))
      for (const { isNew, status, run, arrivedAt } of items) {
        expect({ isNew, status }).toEqual({ isNew: false, status: 'started' })
        const its = runs.find((each) => each?.run === run)
        expect(its?.endedAt === undefined || its.endedAt > arrivedAt, 'the run was on after the trigger came').toBe(
          true,
        )
      }
      // By what each says of itself: one that came with the lease may have missed the run's own list of its first ones.
      for (const { run } of items) expect(all).toContain(run)
      for (const { id } of triggers) expect(runs.filter((run) => run?.triggers.includes(id)).length).toBeLessThan(2)
      for (const run of all) expect(decisions.map((each) => each.decision === 'start' && each.run)).toContain(run)
      const lease = (await ledger.readLine(model))?.lease
      expect(running).toEqual(lease ? [lease.run] : [])
      expect(await ledger.waitingTriggers(model)).toEqual([])
    },
  }
  return line
}
