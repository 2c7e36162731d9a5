import {
  CancelReplayCommand,
  CreateArchiveCommand,
  CreateEventBusCommand,
  DeleteArchiveCommand,
  DescribeArchiveCommand,
  DescribeReplayCommand,
  EventBridgeClient,
  ListArchivesCommand,
  ListReplaysCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  StartReplayCommand,
  UpdateArchiveCommand,
} from '@aws-sdk/client-eventbridge'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { createEvents } from '#local/events/index.ts'
import { type Served, serve } from '#test/support/kernel.ts'
import { type Recorded, recorder } from '#test/support/recorder.ts'

const START = Date.UTC(2026, 0, 1)
const HOUR = 3_600_000
const ARN = 'arn:aws:events:ap-southeast-1:000000000000'
const FUNCTION = 'arn:aws:lambda:ap-southeast-1:000000000000:function:f'

let served: Served
let clock: VirtualClock
let events: EventBridgeClient
let calls: Recorded[]

beforeEach(async () => {
  clock = new VirtualClock({ auto: false, start: START })
  served = await serve({ clock })
  const lambda = recorder(served.kernel, 'lambda', ['Invoke'])
  calls = lambda.calls
  for (const service of [lambda.service, createEvents(served.kernel)]) served.kernel.register(service)
  events = new EventBridgeClient(served.client)
  for (const Name of ['a', 'b']) {
    await events.send(new PutRuleCommand({ Name, EventPattern: '{"source":["shop"]}' }))
    await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: Name, Arn: `${FUNCTION}-${Name}` }] }))
  }
  await events.send(
    new CreateArchiveCommand({
      ArchiveName: 'orders',
      EventSourceArn: `${ARN}:event-bus/default`,
      EventPattern: '{"detail":{"n":[{"numeric":["<",100]}]}}',
      RetentionDays: 2,
    }),
  )
})
afterEach(() => served.close())

const put = async (...numbers: number[]) => {
  const Entries = numbers.map((n) => ({ Source: 'shop', DetailType: 'order', Detail: JSON.stringify({ n }) }))
  await events.send(new PutEventsCommand({ Entries }))
  await clock.settle()
}
const replay = (ReplayName: string, from = 0, to = HOUR, FilterArns?: string[]) =>
  events.send(
    new StartReplayCommand({
      ReplayName,
      EventSourceArn: `${ARN}:archive/orders`,
      EventStartTime: new Date(START + from),
      EventEndTime: new Date(START + to),
      Destination: { Arn: `${ARN}:event-bus/default`, FilterArns },
    }),
  )
const state = async (ReplayName: string) => (await events.send(new DescribeReplayCommand({ ReplayName }))).State
const heard = () =>
  calls.map(({ input }) => {
    const event = JSON.parse(input.Payload.toString())
    return [input.FunctionName.at(-1), event.detail.n, event['replay-name']]
  })

describe('an archive', () => {
  it('keeps the events of its bus that match, and counts them', async () => {
    await put(1, 2, 200)
    const archive = await events.send(new DescribeArchiveCommand({ ArchiveName: 'orders' }))
    expect(archive).toMatchObject({
      ArchiveArn: `${ARN}:archive/orders`,
      EventSourceArn: `${ARN}:event-bus/default`,
      State: 'ENABLED',
      RetentionDays: 2,
      EventCount: 2,
    })
    expect(archive.SizeBytes).toBeGreaterThan(200)
  })

  it('forgets events after its retention', async () => {
    await put(1)
    await clock.advance(25 * HOUR)
    await put(2)
    await clock.advance(24 * HOUR)
    expect((await events.send(new DescribeArchiveCommand({ ArchiveName: 'orders' }))).EventCount).toBe(1)
  })

  it('is changed, listed and deleted with what it holds', async () => {
    await expect(events.send(new UpdateArchiveCommand({ ArchiveName: 'orders' }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'At least one of EventPattern, RetentionDays or Description must be provided.',
    })
    await events.send(new UpdateArchiveCommand({ ArchiveName: 'orders', EventPattern: '{"detail":{"n":[7]}}' }))
    await put(1, 7)
    const list = { NamePrefix: 'ord', EventSourceArn: `${ARN}:event-bus/default` }
    expect((await events.send(new ListArchivesCommand(list))).Archives).toMatchObject([{ EventCount: 1 }])
    await events.send(new DeleteArchiveCommand({ ArchiveName: 'orders' }))
    await expect(events.send(new DescribeArchiveCommand({ ArchiveName: 'orders' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Archive orders does not exist.',
    })
    expect((await events.send(new ListArchivesCommand({}))).Archives).toEqual([])
  })

  it.each([
    [{ ArchiveName: 'orders', EventSourceArn: `${ARN}:event-bus/default` }, 'ResourceAlreadyExistsException'],
    [{ ArchiveName: 'x', EventSourceArn: `${ARN}:event-bus/none` }, 'ResourceNotFoundException'],
    [
      { ArchiveName: 'x', EventSourceArn: `${ARN}:event-bus/default`, EventPattern: '{}' },
      'InvalidEventPatternException',
    ],
  ])('is refused: %j', async (input, name) => {
    await expect(events.send(new CreateArchiveCommand(input))).rejects.toMatchObject({ name })
  })
})

describe('a replay', () => {
  it('brings back what came in its window, under its name, to the rules that are asked for, and archives none of it', async () => {
    await put(1)
    await clock.advance(HOUR / 2)
    await put(2)
    await clock.advance(HOUR)
    await put(3)
    calls.length = 0
    expect(await replay('again', 1000, HOUR, [`${ARN}:rule/b`])).toMatchObject({ State: 'STARTING' })
    await clock.advance(1000)
    expect(heard()).toEqual([['b', 2, 'again']])
    expect(await state('again')).toBe('COMPLETED')
    expect((await events.send(new DescribeArchiveCommand({ ArchiveName: 'orders' }))).EventCount).toBe(3)
  })

  it('goes to all rules of the bus without a filter', async () => {
    await put(1, 2)
    calls.length = 0
    await replay('all')
    await clock.advance(1000)
    expect(heard().sort()).toEqual([
      ['a', 1, 'all'],
      ['a', 2, 'all'],
      ['b', 1, 'all'],
      ['b', 2, 'all'],
    ])
  })

  it('is cancelled before it has brought back everything', async () => {
    for (let i = 0; i < 25; i++) await put(...Array.from({ length: 10 }, (_, n) => n))
    calls.length = 0
    await replay('long')
    await clock.advance(150)
    expect(await state('long')).toBe('RUNNING')
    expect(await events.send(new CancelReplayCommand({ ReplayName: 'long' }))).toMatchObject({ State: 'CANCELLING' })
    await clock.advance(1000)
    expect(await state('long')).toBe('CANCELLED')
    expect(calls).toHaveLength(200)
    await expect(events.send(new CancelReplayCommand({ ReplayName: 'long' }))).rejects.toMatchObject({
      name: 'IllegalStatusException',
    })
    expect((await events.send(new ListReplaysCommand({ State: 'CANCELLED' }))).Replays).toHaveLength(1)
  })

  it('is refused for a name that was used, a window upside down, an archive that is not there, another bus', async () => {
    await replay('once')
    await expect(replay('once')).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' })
    await expect(replay('upside', HOUR, 0)).rejects.toMatchObject({
      message: 'Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.',
    })
    await events.send(new CreateEventBusCommand({ Name: 'other' }))
    const wrong = (input: object) =>
      events.send(
        new StartReplayCommand({
          ReplayName: 'wrong',
          EventSourceArn: `${ARN}:archive/orders`,
          EventStartTime: new Date(START),
          EventEndTime: new Date(START + HOUR),
          Destination: { Arn: `${ARN}:event-bus/default` },
          ...input,
        }),
      )
    await expect(wrong({ EventSourceArn: `${ARN}:archive/none` })).rejects.toMatchObject({
      message: 'Parameter EventSourceArn is not valid. Reason: Archive none does not exist.',
    })
    await expect(wrong({ Destination: { Arn: `${ARN}:event-bus/other` } })).rejects.toMatchObject({
      message: 'Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.',
    })
  })
})
