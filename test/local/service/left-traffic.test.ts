import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AwsError } from '#local/kernel/aws-error.ts'
import { trigger } from '#shared/domain/trigger.ts'
import { serviceOf } from '#test/local/stepfunctions/machine-room.ts'
import { type Backend, openBackend } from './backend.ts'

let backend: Backend
let ledger: typeof import('#shared/aws/ledger.ts')
let acts: typeof import('#shared/acts/receive-trigger.ts') &
  typeof import('#shared/acts/sweep-line.ts') &
  typeof import('#shared/acts/close-run.ts') &
  typeof import('#shared/acts/way-back.ts')
let endpoint: { EndpointStatus: string; EndpointConfigName: string } | undefined
let sent: string[]
let unanswered = 0

beforeAll(async () => {
  backend = await openBackend()
  ledger = await import('#shared/aws/ledger.ts')
  acts = {
    ...(await import('#shared/acts/receive-trigger.ts')),
    ...(await import('#shared/acts/sweep-line.ts')),
    ...(await import('#shared/acts/close-run.ts')),
    ...(await import('#shared/acts/way-back.ts')),
  }
  const { kernel } = backend
  const described = ({ EndpointName }: any) => {
    if (!endpoint) throw new AwsError('ValidationException', `Could not find endpoint "${EndpointName}".`)
    const EndpointArn = kernel.arn('sagemaker', `endpoint/${EndpointName}`)
    return { EndpointName, EndpointArn, CreationTime: new Date(0), LastModifiedTime: new Date(0), ...endpoint }
  }
  const note =
    (operation: string, effect = () => {}) =>
    (input: any) => {
      sent.push(`${operation} ${input.EndpointConfigName ?? input.EndpointName ?? input.ModelName}`)
      if (operation === 'DeleteEndpointConfig' && unanswered-- > 0)
        throw new AwsError('AccessDeniedException', 'not now')
      effect()
      return { EndpointArn: 'arn' }
    }
  kernel.register(
    serviceOf('sagemaker', {
      DescribeEndpoint: described,
      DeleteEndpoint: note('DeleteEndpoint', () => (endpoint!.EndpointStatus = 'Deleting')),
      DeleteModel: note('DeleteModel'),
      DeleteEndpointConfig: note('DeleteEndpointConfig'),
    }),
  )
})
afterAll(() => backend.close())

let model: string
let run: string
let lines = 0
const at = (minutes: number) => new Date(Date.UTC(2026, 2, 4, 12, minutes)).toISOString()

/** A run that somebody stopped when its config had come to the endpoint; another trigger waits. */
beforeEach(async () => {
  sent = []
  unanswered = 0
  model = `line-${++lines}`
  const policy = { on: [], quietPeriodSeconds: 0, startWithinSeconds: 86_400, cooldownSeconds: 0, atMostPerDay: 10 }
  await ledger.putInForce(model, { version: '0001-aaaaaaaa', count: 1, contentHash: 'a', policy })
  const asked = (key: string) => acts.receiveTrigger(trigger('api', model, at(0), { idempotencyKey: key }), at(0))
  run = (await asked('first')).run!
  await asked('second')
  endpoint = { EndpointStatus: 'InService', EndpointConfigName: `trimtab-test-${run}-config-1` }
  const executionArn = `${backend.machine.replace(':stateMachine:', ':execution:')}:${run}`
  await backend.kernel.call('stepfunctions', 'StopExecution', { executionArn }, backend.kernel.root)
})

const crownOther = () =>
  ledger.crown(model, run, {
    ...{ version: 1, run: 'other', modelName: 'm', modelPackageArn: 'p', endpointConfigName: 'champion' },
    ...{ recipeHash: 'r', metrics: {}, deployedAt: at(0) },
  })
const ends = () => acts.closeRun({ model, run, status: 'ABORTED', at: at(1) }, at(1))
const waysBack = async () =>
  Object.entries(await backend.executions('rollback')).flatMap(([name, status]) =>
    name.startsWith(`${model}-`) ? [status] : [],
  )
const holder = async () => (await ledger.readLine(model))?.lease?.run

describe('a run that was stopped with its version in traffic', () => {
  it('keeps its lease until the way back to the champion, begun once, has come to its end', async () => {
    await crownOther()
    expect(await ends()).toBe('stray')
    await acts.sweepLine(model, at(5))
    expect(await waysBack()).toEqual(['RUNNING'])
    expect(await holder()).toBe(run)

    endpoint = { EndpointStatus: 'Updating', EndpointConfigName: `trimtab-test-${run}-config-1` }
    await acts.sweepLine(model, at(10))
    expect(await holder()).toBe(run)

    endpoint = { EndpointStatus: 'InService', EndpointConfigName: 'champion' }
    await acts.sweepLine(model, at(15))
    expect(await holder()).not.toBe(run)
    expect(await holder()).toBeDefined()
    expect(sent).toEqual(
      expect.arrayContaining([
        `DeleteEndpointConfig trimtab-test-${run}-config-1`,
        `DeleteEndpointConfig trimtab-test-${run}-judged-1`,
        `DeleteEndpointConfig trimtab-test-${run}-shadow-1`,
        `DeleteModel trimtab-test-${run}-model-1`,
      ]),
    )
  })

  it('has the endpoint removed by the way back where there is no champion, and not before it rests', async () => {
    const line = (await ledger.readLine(model))!
    endpoint!.EndpointStatus = 'Updating'
    await expect(acts.isRestored(line, 'stopped', at(5))).rejects.toThrow(/left it Updating/)
    endpoint!.EndpointStatus = 'InService'
    expect(await acts.isRestored(line, 'stopped', at(5))).toBe(true)
    expect(sent).toEqual([`DeleteEndpoint trimtab-test-${model}`])
    const told = (await ledger.listDecisions(model, 100)).map(({ decision }) => decision)
    expect(told).toContain('endpoint removed')
  })

  it('frees the line when the way back has ended and its version serves still, and says so', async () => {
    await crownOther()
    expect(await ends()).toBe('stray')
    const { rollback } = backend
    for (const name of Object.keys(await backend.executions('rollback'))) {
      const executionArn = `${rollback.replace(':stateMachine:', ':execution:')}:${name}`
      await backend.kernel.call('stepfunctions', 'StopExecution', { executionArn }, backend.kernel.root)
    }
    await acts.sweepLine(model, at(5))
    expect(await holder()).not.toBe(run)
    expect(sent).not.toContain(`DeleteEndpointConfig trimtab-test-${run}-config-1`)
    const told = (await ledger.listDecisions(model, 100)).map(({ decision }) => decision)
    expect(told).toContain('traffic not restored')
  })

  it('keeps its lease while its config cannot be removed, for half an hour at most', async () => {
    endpoint = undefined
    unanswered = 1
    await expect(ends()).rejects.toThrow('not now')
    expect(await holder()).toBe(run)
    await acts.sweepLine(model, at(5))
    expect(await holder()).not.toBe(run)
    expect(sent.filter((what) => what.startsWith('DeleteEndpointConfig')).length).toBeGreaterThan(2)
  })

  it('frees the line after half an hour though its config cannot be removed', async () => {
    endpoint = undefined
    unanswered = 100
    await expect(ends()).rejects.toThrow('not now')
    await expect(acts.sweepLine(model, at(40))).rejects.toThrow('not now')
    expect(await holder()).not.toBe(run)
  })
})
