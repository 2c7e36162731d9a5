import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { createLogs } from '#local/logs/index.ts'
import { type Served, serve } from '#test/support/kernel.ts'

const START = Date.UTC(2026, 0, 1)
const DAY = 86_400_000
const GROUP = '/aws/lambda/on-data'

let stateDir: string
let served: Served
let clock: VirtualClock
let logs: CloudWatchLogsClient

async function up(start = START) {
  clock = new VirtualClock({ auto: false, start })
  served = await serve({ clock, stateDir })
  served.kernel.register(createLogs(served.kernel))
  for (const service of served.kernel.services()) await service.start?.()
  logs = new CloudWatchLogsClient(served.client)
}

beforeEach(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'trimtab-test-'))
  await up()
})
afterEach(async () => {
  await served.close()
  rmSync(stateDir, { recursive: true, force: true })
})

const filter = async (more = {}) =>
  (await logs.send(new FilterLogEventsCommand({ logGroupName: GROUP, ...more }))).events!.map(({ message }) => message)

describe('a log group', () => {
  it('keeps what the runtime logs, over a restart, in order of time', async () => {
    served.kernel.log(GROUP, 'one', 'START')
    await clock.advance(10)
    served.kernel.log(GROUP, 'two', 'first ERROR: not found ✓\nwith a second line')
    await clock.advance(10)
    served.kernel.log(GROUP, 'one', 'END')
    await served.close()
    await up(START + 1000)
    expect(await filter()).toEqual(['START', 'first ERROR: not found ✓\nwith a second line', 'END'])
    expect(await filter({ filterPattern: 'ERROR "not found"' })).toHaveLength(1)
    expect(await filter({ startTime: START + 5, endTime: START + 15 })).toHaveLength(1)
    expect(await filter({ logStreamNames: ['one'] })).toEqual(['START', 'END'])
  })

  it('pages through a filter', async () => {
    for (let i = 0; i < 5; i++) served.kernel.log(GROUP, 'one', `line ${i}`)
    const first = await logs.send(new FilterLogEventsCommand({ logGroupName: GROUP, limit: 3 }))
    expect(await filter({ limit: 3, nextToken: first.nextToken })).toEqual(['line 3', 'line 4'])
  })

  it('can be followed: an event keeps its id, and new ones come after the time of the last', async () => {
    const since = async (startTime: number) =>
      (await logs.send(new FilterLogEventsCommand({ logGroupName: GROUP, startTime }))).events!
    served.kernel.log(GROUP, 'one', 'first')
    served.kernel.log(GROUP, 'one', 'second')
    const seen = await since(START)
    await clock.advance(5)
    served.kernel.log(GROUP, 'two', 'third')
    const known = new Set(seen.map(({ eventId }) => eventId))
    expect(known.size).toBe(2)
    const next = (await since(seen.at(-1)!.timestamp!)).filter(({ eventId }) => !known.has(eventId))
    expect(next.map(({ message, logStreamName }) => [message, logStreamName])).toEqual([['third', 'two']])
  })

  it('pages through a stream from its end and from its head', async () => {
    for (let i = 0; i < 5; i++) served.kernel.log(GROUP, 'one', `line ${i}`)
    const get = async (more = {}) =>
      logs.send(new GetLogEventsCommand({ logGroupName: GROUP, logStreamName: 'one', limit: 2, ...more }))
    const tail = await get()
    expect(tail.events!.map(({ message }) => message)).toEqual(['line 3', 'line 4'])
    const before = await get({ nextToken: tail.nextBackwardToken })
    expect(before.events!.map(({ message }) => message)).toEqual(['line 1', 'line 2'])
    const end = await get({ nextToken: tail.nextForwardToken })
    expect([end.events, end.nextForwardToken]).toEqual([[], tail.nextForwardToken])
    const head = await get({ startFromHead: true })
    expect(head.events!.map(({ message }) => message)).toEqual(['line 0', 'line 1'])
  })

  it('takes events by API, and says which are too old', async () => {
    await logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }))
    await logs.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName: 's' }))
    const put = (logEvents: { timestamp: number; message: string }[]) =>
      logs.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName: 's', logEvents }))
    const { rejectedLogEventsInfo } = await put([
      { timestamp: START - 14 * DAY - 1, message: 'old' },
      { timestamp: START - 14 * DAY, message: 'new' },
    ])
    expect(rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1 })
    expect(await filter()).toEqual(['new'])
    await expect(
      put([
        { timestamp: START, message: 'b' },
        { timestamp: START - 1, message: 'a' },
      ]),
    ).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
  })

  it('forgets what its retention has passed', async () => {
    served.kernel.log(GROUP, 'old', 'x')
    await logs.send(new PutRetentionPolicyCommand({ logGroupName: GROUP, retentionInDays: 3 }))
    await clock.advance(2 * DAY)
    served.kernel.log(GROUP, 'new', 'y')
    await clock.advance(2 * DAY)
    expect(await filter()).toEqual(['y'])
    await served.close()
    await up(START + 4 * DAY)
    const { logStreams } = await logs.send(new DescribeLogStreamsCommand({ logGroupName: GROUP }))
    expect(logStreams!.map(({ logStreamName }) => logStreamName)).toEqual(['new'])
  })

  it('drops a stream when its last event leaves the retention, on the clock', async () => {
    served.kernel.log(GROUP, 'old', 'x')
    await logs.send(new PutRetentionPolicyCommand({ logGroupName: GROUP, retentionInDays: 1 }))
    await clock.advance(DAY - 1000)
    served.kernel.log(GROUP, 'new', 'y')
    const names = async () =>
      (await logs.send(new DescribeLogStreamsCommand({ logGroupName: GROUP }))).logStreams!.map(
        ({ logStreamName }) => logStreamName,
      )
    expect(await names()).toEqual(['new', 'old'])
    await clock.advance(1001)
    expect(await names()).toEqual(['new'])
    await clock.advance(DAY)
    expect(await names()).toEqual([])
  })

  it.each<[string, { timestamp: number; message: string }[], RegExp]>([
    [
      'a batch over more than a day',
      [0, DAY + 1].map((at) => ({ timestamp: START - DAY + at, message: 'x' })),
      /24 hours/,
    ],
    [
      'an event of more than 1 MB',
      [{ timestamp: START, message: 'x'.repeat(1_048_551) }],
      /Log event too large: 1048577 bytes/,
    ],
    [
      'a batch of more than 1 MB',
      [1, 2].map(() => ({ timestamp: START, message: 'x'.repeat(600_000) })),
      /Upload too large: 1200052 bytes/,
    ],
  ])('refuses %s', async (_, logEvents, message) => {
    served.kernel.log(GROUP, 's', 'x')
    const put = new PutLogEventsCommand({ logGroupName: GROUP, logStreamName: 's', logEvents })
    await expect(logs.send(put)).rejects.toThrow(message)
  })

  it('answers no more than 1 MB of a stream at once', async () => {
    for (let i = 0; i < 3; i++) served.kernel.log(GROUP, 's', `${i}`.repeat(500_000))
    const get = (nextToken?: string) =>
      logs.send(new GetLogEventsCommand({ logGroupName: GROUP, logStreamName: 's', startFromHead: true, nextToken }))
    const first = await get()
    expect(first.events!.map(({ message }) => message![0])).toEqual(['0', '1'])
    expect((await get(first.nextForwardToken)).events!.map(({ message }) => message![0])).toEqual(['2'])
  })

  it('refuses tokens that are none', async () => {
    served.kernel.log(GROUP, 's', 'x')
    for (const command of [
      new FilterLogEventsCommand({ logGroupName: GROUP, nextToken: 'what' }),
      new GetLogEventsCommand({ logGroupName: GROUP, logStreamName: 's', nextToken: 'what' }),
    ])
      await expect(logs.send(command as FilterLogEventsCommand)).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: 'The specified nextToken is invalid.',
      })
  })

  it('is described, and gone when deleted', async () => {
    served.kernel.log(GROUP, 's', 'x')
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/' }))
    expect(logGroups![0]).toMatchObject({ logGroupName: GROUP, storedBytes: 27 })
    await logs.send(new DeleteLogGroupCommand({ logGroupName: GROUP }))
    await expect(filter()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  it('stays inside its folder whatever it is called', async () => {
    for (const name of ['..', '.', '../../escape', 'x'.repeat(500)]) {
      served.kernel.log(name, '..', `in ${name.length}`)
      const found = await logs.send(new FilterLogEventsCommand({ logGroupName: name }))
      expect(found.events!.map(({ message }) => message)).toEqual([`in ${name.length}`])
    }
  })

  it('is not made twice', async () => {
    const create = new CreateLogGroupCommand({ logGroupName: GROUP })
    await logs.send(create)
    await expect(logs.send(create)).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' })
  })
})
