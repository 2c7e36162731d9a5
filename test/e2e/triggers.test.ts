import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DisableRuleCommand, EnableRuleCommand, EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { CreateScheduleCommand, GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import { StopExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { projectRoot } from '#cli/connection/local-runtime.ts'
import type { ModelAnswer, RunRequestAnswer } from '#shared/domain/api-answers.ts'
import { eventually, type Loop, penguinsCsv, startLoop } from './support/loop.ts'

describe('what starts a run', () => {
  const invocations = new Map<string, number>()
  let loop: Loop
  let client: { endpoint: string; region: string; credentials: Loop['service']['credentials'] }

  beforeAll(async () => {
    // Every event comes twice, whatever the test is about; but an end that is told once must be enough.
    loop = await startLoop({ duplicate: ({ source }) => source !== 'aws.states' })
    const { endpoint, kernel, credentials } = loop.service
    client = { endpoint, region: kernel.region, credentials }
    kernel.onMetric(({ namespace, name, dimensions: { FunctionName = '', Resource } }) => {
      if (namespace !== 'AWS/Lambda' || name !== 'Invocations' || Resource) return
      invocations.set(FunctionName, (invocations.get(FunctionName) ?? 0) + 1)
    })
  })
  beforeEach(() => invocations.clear())
  afterAll(() => loop?.stop())

  const invoked = (name: string) => invocations.get(`trimtab-dev-${name}`) ?? 0
  const line = (model: string) => loop.api.request<ModelAnswer>('GET', ['models', model])
  const decided = async (model: string, decision: string) =>
    (await loop.decisions(model)).filter((each) => each.subject === 'admission' && each.decision === decision)
  /** Resolves once the line has no run on. */
  const idle = (model: string) => eventually(async () => expect((await line(model)).run).toBeUndefined())

  it('is one file once, though its notification is delivered twice', async () => {
    await loop.apply('twice')
    await loop.put('data/twice/only.csv', penguinsCsv())
    await loop.ended('twice', 1)
    await eventually(() => expect(invoked('onDataUploaded')).toBe(2))
    await eventually(() => expect(invoked('onRunEnded')).toBe(1))
    await idle('twice')
    const runs = await loop.runs('twice')
    expect(runs).toMatchObject([{ status: 'deployed', triggerCount: 1 }])
    expect(await decided('twice', 'start')).toHaveLength(1)
  })

  it('is many files together, when they arrive within the quiet period', async () => {
    await loop.apply('quiet', (manifest) => manifest.replace('quietPeriod: 0s', 'quietPeriod: 2s'))
    const parts = Array.from({ length: 20 }, (_, part) => penguinsCsv(part * 17, part * 17 + 17))
    await Promise.all(parts.map((rows, part) => loop.put(`data/quiet/${part}.csv`, rows)))
    const run = await loop.ended('quiet', 1)
    expect(run).toMatchObject({ status: 'deployed', triggerCount: 20 })
    const [wait] = await decided('quiet', 'wait')
    expect(wait).toMatchObject({ rule: 'quiet-period', reason: expect.stringContaining('for 2 s') })
    expect(Date.parse(run.startedAt)).toBeGreaterThanOrEqual(Date.parse(wait!.until!))
    await idle('quiet')
    expect(await loop.runs('quiet')).toHaveLength(1)
  })

  it('is one next run for all the files that land while a run is on', async () => {
    await loop.apply('busy')
    await loop.put('data/busy/0.csv', penguinsCsv())
    const first = await eventually(async () => {
      const { run } = await line('busy')
      expect(run).toBeDefined()
      return run!
    })
    await Promise.all([1, 2, 3, 4, 5].map((part) => loop.put(`data/busy/${part}.csv`, penguinsCsv(0, 100))))
    await loop.ended('busy', 2)
    await idle('busy')
    expect(await loop.runs('busy')).toMatchObject([
      { run: first, triggerCount: 1 },
      { status: 'deployed', triggerCount: 5 },
    ])
    expect(await decided('busy', 'coalesce')).toMatchObject([{ rule: 'single-flight', run: first }])
  })

  it('waits out the cooldown, and says until when', async () => {
    await loop.apply('rested', (manifest) => manifest.replace('cooldown: 0s', 'cooldown: 6h'))
    await loop.put('data/rested/0.csv', penguinsCsv())
    await loop.ended('rested', 1)
    await idle('rested')
    await loop.put('data/rested/1.csv', penguinsCsv())
    const wait = await eventually(async () => {
      const [wait] = await decided('rested', 'wait')
      expect(wait).toMatchObject({ rule: 'cooldown', reason: expect.stringContaining('rests for 21600 s') })
      return wait!
    })
    expect(wait.until).toBe(new Date(Date.parse(String(wait.evidence.lastRunEndedAt)) + 21_600_000).toISOString())
    expect(await loop.runs('rested')).toHaveLength(1)
  })

  it('is no more than retrain.atMostPerDay, unless a person asks', async () => {
    await loop.apply('capped', (manifest) => manifest.replace('atMostPerDay: 50', 'atMostPerDay: 1'))
    await loop.put('data/capped/0.csv', penguinsCsv())
    await loop.ended('capped', 1)
    await idle('capped')
    await loop.put('data/capped/1.csv', penguinsCsv())
    await eventually(async () => {
      const [wait] = await decided('capped', 'wait')
      expect(wait).toMatchObject({ rule: 'daily-cap', until: expect.stringMatching(/T00:00:00.000Z$/) })
    })
    expect(await loop.runs('capped')).toHaveLength(1)
    await loop.api.request('POST', ['models', 'capped', 'runs'], { reason: 'it cannot wait' })
    expect(await loop.ended('capped', 2)).toMatchObject({ status: 'deployed', triggerCount: 2 })
  })

  it('is a request through the API, once for each idempotency key', async () => {
    await loop.apply('asked', (manifest) => manifest.replace('on: [data, code]', 'on: [code]'))
    await loop.put('data/asked/0.csv', penguinsCsv())
    await eventually(async () => expect(await decided('asked', 'ignore')).toMatchObject([{ rule: 'not-asked-for' }]))
    const ask = () =>
      loop.api.request<RunRequestAnswer>('POST', ['models', 'asked', 'runs'], { idempotencyKey: 'the same' })
    const first = await ask()
    const second = await ask()
    expect(first).toMatchObject({ decision: { decision: 'start', rule: 'explicit-request' }, run: expect.any(String) })
    expect(second).toMatchObject({ trigger: first.trigger, run: first.run })
    expect(await loop.ended('asked', 1)).toMatchObject({ run: first.run, status: 'deployed' })
    expect((await ask()).run).toBe(first.run)
    await idle('asked')
    expect(await loop.runs('asked')).toHaveLength(1)
  })

  it('is an image pushed under the repository and tag that the line follows, and no other', async () => {
    await loop.apply('followed', (manifest) => manifest.replace('on: [data, code]', 'on: [code]'))
    await loop.put('data/followed/0.csv', penguinsCsv())
    await eventually(async () => expect(await decided('followed', 'ignore')).toHaveLength(1))
    const pushed = JSON.parse(readFileSync(join(projectRoot, 'events/ecr/image-pushed.json'), 'utf8')).detail
    const push = (changes: object) =>
      loop.service.kernel.emit({
        source: 'aws.ecr',
        detailType: 'ECR Image Action',
        resources: [],
        detail: { ...pushed, 'repository-name': 'followed', ...changes },
      })
    push({ 'image-tag': 'nightly' })
    push({ 'repository-name': 'unrelated' })
    await eventually(() => expect(invoked('onCodePushed')).toBe(4))
    expect(await loop.runs('followed')).toEqual([])
    push({})
    expect(await loop.ended('followed', 1)).toMatchObject({
      status: 'deployed',
      triggers: [expect.stringMatching(/^code-/)],
      triggerCount: 1,
    })
  })

  it('is the schedule that the manifest asks for, by the target and role that it was made with', async () => {
    const scheduler = new SchedulerClient(client)
    await loop.apply('timed', (manifest) =>
      manifest
        .replace('on: [data, code]', 'on: [schedule]')
        .replace(/code: .*/, "schedule: { expression: 'cron(0 6 * * ? *)', timezone: Asia/Manila }"),
    )
    await loop.put('data/timed/0.csv', penguinsCsv())
    const made = await scheduler.send(new GetScheduleCommand({ GroupName: 'trimtab-dev-lines', Name: 'timed' }))
    expect(made).toMatchObject({
      ScheduleExpression: 'cron(0 6 * * ? *)',
      ScheduleExpressionTimezone: 'Asia/Manila',
      State: 'ENABLED',
    })
    await scheduler.send(
      new CreateScheduleCommand({
        GroupName: 'trimtab-dev-lines',
        Name: 'timed-now',
        ScheduleExpression: `at(${new Date(loop.service.kernel.clock.now() + 1000).toISOString().slice(0, 19)})`,
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: made.Target,
      }),
    )
    expect(await loop.ended('timed', 1)).toMatchObject({
      status: 'deployed',
      triggers: [expect.stringMatching(/^schedule-/)],
    })

    await loop.apply('timed')
    await expect(
      scheduler.send(new GetScheduleCommand({ GroupName: 'trimtab-dev-lines', Name: 'timed' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  describe('after a run that somebody stopped', () => {
    const stop = async (model: string) => {
      await loop.apply(model)
      await loop.put(`data/${model}/0.csv`, penguinsCsv())
      const executionArn = await eventually(async () => {
        const [run] = await loop.runs(model)
        expect(run?.executionArn).toBeDefined()
        return run!.executionArn!
      })
      await loop.sfn.send(new StopExecutionCommand({ executionArn, cause: 'the operator changed her mind' }))
    }

    it('the lease is free again, and the reason is kept', async () => {
      await stop('stopped')
      const run = await loop.ended('stopped', 1)
      expect(run).toMatchObject({ status: 'failed', reason: expect.stringContaining('the operator changed her mind') })
      await idle('stopped')
      await loop.put('data/stopped/1.csv', penguinsCsv())
      expect(await loop.ended('stopped', 2)).toMatchObject({ status: 'deployed' })
    })

    it('the sweeper frees the lease, when the event of its end was lost', async () => {
      const events = new EventBridgeClient(client)
      const { Rules } = await events.send(new ListRulesCommand({}))
      const { Name } = Rules!.find(({ EventPattern }) => EventPattern?.includes('aws.states'))!
      await events.send(new DisableRuleCommand({ Name }))
      await stop('orphaned')
      expect((await line('orphaned')).run).toBeDefined()
      await events.send(new EnableRuleCommand({ Name }))
      const sweep = new InvokeCommand({
        FunctionName: 'trimtab-dev-sweepLeases',
        Payload: JSON.stringify({ scheduledTime: new Date().toISOString() }),
      })
      const swept = await new LambdaClient(client).send(sweep)
      expect(swept.FunctionError, Buffer.from(swept.Payload!).toString()).toBeUndefined()
      await idle('orphaned')
      expect(await loop.runs('orphaned')).toMatchObject([{ status: 'failed' }])
      const [repair] = (await loop.decisions('orphaned')).filter(({ subject }) => subject === 'repair')
      expect(repair).toMatchObject({ decision: 'repaired', reason: expect.stringContaining('ABORTED') })
    })
  })
})
