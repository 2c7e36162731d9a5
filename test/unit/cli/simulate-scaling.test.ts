import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { traceOf } from '#cli/simulate/scaling/read-trace.ts'
import { manifestText } from '../manifest/manifest-text.ts'
import { trimtab, write } from './service.ts'

const folder = mkdtempSync(join(tmpdir(), 'trimtab-scaling-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const scale = { max: 9, target: { metric: 'invocationsPerInstance', measuredMaximum: 100 } }
write(folder, 'churn/model.yaml', manifestText({ scale }))
write(folder, 'churn/prepare.sql', 'SELECT 1')
const hours = Array.from({ length: 96 }, (_, hour) => (hour % 24 > 8 ? 30_000 : 3000) + ((hour * 7919) % 1000))
const stamp = (hour: number) => new Date(Date.UTC(2026, 2, 1, hour)).toISOString().slice(0, 19).replace('T', ' ')
write(folder, 'day.csv', `timestamp,value\n${hours.map((count, hour) => `${stamp(hour)},${count}`).join('\n')}\n`)

describe('simulate scaling', () => {
  test('prints one object with the policies', async () => {
    const { code, out, err } = await trimtab(folder, [
      'simulate',
      'scaling',
      'churn',
      '--trace',
      'day.csv',
      '--suggest',
      '--json',
    ])
    expect([code, err]).toEqual([0, ''])
    const { policies, daysPerSecond } = JSON.parse(out)
    expect(policies.map(({ name }: { name: string }) => name)).toEqual([
      'manifest',
      'target tracking at 70 %',
      'fixed at peak',
      'suggested',
    ])
    for (const { requestsOver, hoursVsOracle, cost } of policies) {
      expect(requestsOver).toBeGreaterThanOrEqual(0)
      expect(hoursVsOracle).toBeGreaterThan(0.5)
      expect(cost).toBeGreaterThan(0)
    }
    expect(policies[0]).toMatchObject({ requestsOver: policies[1].requestsOver, cost: policies[1].cost })
    expect(daysPerSecond).toBeGreaterThan(1)
  })

  test('shows a table and a plot, and writes a page', async () => {
    const { code, out } = await trimtab(folder, [
      'simulate',
      'scaling',
      'churn',
      '--trace',
      'day.csv',
      '--html',
      'page.html',
    ])
    expect(code).toBe(0)
    expect(out).toMatch(/fixed at peak +0\.0000 %/)
    expect(out).toContain('█')
    expect(readFileSync(join(folder, 'page.html'), 'utf8')).toMatch(/<svg[\s\S]*class="capacity"/)
  })

  test('refuses what it cannot tell', async () => {
    write(folder, 'queue/model.yaml', manifestText({ 'deploy.mode': 'async' }))
    write(folder, 'queue/prepare.sql', 'SELECT 1')
    const queue = await trimtab(folder, ['simulate', 'scaling', 'queue', '--trace', 'day.csv', '--suggest'])
    expect([queue.code, queue.err]).toEqual([1, expect.stringContaining('which mode async does not publish')])
    const none = await trimtab(folder, ['simulate', 'scaling', 'churn', '--trace', 'none.csv'])
    expect([none.code, none.err]).toEqual([1, expect.stringContaining('cannot read none.csv')])
    expect((await trimtab(folder, ['simulate', 'scaling', 'churn'])).code).toBe(2)
  })
})

describe('a trace', () => {
  const utc = (text: string, zone = 'UTC') => {
    const { start, interval, counts, filled } = traceOf(text, 't.csv', zone)
    return [new Date(start).toISOString(), interval / 60_000, [...(counts as number[])], filled]
  }
  const first = '2026-03-02T08:00:00.000Z'
  test.each([
    ['ISO times', 'time,count\n2026-03-02T08:00:00Z,1\n2026-03-02T08:05:00Z,2\n2026-03-02T08:10:00Z,3\n'],
    ['times in a zone', 'a;b\n2026-03-02 16:00;1\n2026-03-02 16:05;2\n2026-03-02 16:10;3', 'Asia/Manila'],
    ['epoch seconds, without names', '1772438400,1\n1772438700,2\n1772439000,3'],
    [
      'more columns',
      'host,latency,when,requests\nx,9,2026-03-02T08:00Z,1\nx,9,2026-03-02T08:05Z,2\nx,9,2026-03-02T08:10Z,3',
    ],
    ['newest first', 'time,count\n2026-03-02T08:10:00Z,3\n2026-03-02T08:05:00Z,2\n2026-03-02T08:00:00Z,1'],
    [
      'what CloudWatch exports',
      'Full label,Invocations\nStatistic,Sum\nPeriod,300\n"2026/03/02 08:00:00","1"\n"2026/03/02 08:05:00","2"\n"2026/03/02 08:10:00","3"\n',
    ],
  ])('of %s is read', (_name, text, zone?: string) => {
    expect(utc(text, zone)).toEqual([first, 5, [1, 2, 3], 0])
  })

  test('has what is missing filled in', () => {
    const text = 't,n\n2026-03-02 08:00,2\n2026-03-02 08:05,4\n2026-03-02 08:15,8\n2026-03-02 08:20,8'
    expect(utc(text)).toEqual([first, 5, [2, 4, 6, 8, 8], 1])
  })

  test('goes over both changes of clocks', () => {
    const autumn = ['00:30', '01:00', '01:30', '01:00', '01:30', '02:00'].map((time, n) => `2026-11-01 ${time},${n}`)
    expect(utc(`t,n\n${autumn.join('\n')}`, 'America/New_York')).toEqual([
      '2026-11-01T04:30:00.000Z',
      30,
      [0, 1, 2, 3, 4, 5],
      0,
    ])
    const spring = ['01:00', '01:30', '03:00', '03:30'].map((time, n) => `2026-03-08 ${time},${n}`)
    expect(utc(`t,n\n${spring.join('\n')}`, 'America/New_York')).toEqual([
      '2026-03-08T06:00:00.000Z',
      30,
      [0, 1, 2, 3],
      0,
    ])
  })

  test.each([
    ['time,count\n2026-03-02 08:00,1\n2026-03-02 08:05,x\n2026-03-02 08:10,1', 't.csv:3  "x" is no count of requests'],
    [
      'time,count\n2026-03-02 08:00,1\n2026-03-02 08:05,-1\n2026-03-02 08:10,1',
      't.csv:3  "-1" is no count of requests',
    ],
    ['time,count\n2026-03-02 08:00,1\nlater,1\n2026-03-02 08:10,1', 't.csv:3  "later" is no time'],
    [
      'time,count\n2026-03-02 08:00,1\n2026-03-02 08:05,1\n2026-03-02 08:10,1\n2026-03-02 08:17,1',
      't.csv:5  7 min after the line before, and the interval is 5 min',
    ],
    ['time,count\n2026-03-02 08:00,1\n2026-03-02 08:05,1\n2026-03-02 08:05,1', 't.csv:4  the same time as line 3'],
    ['a,b\n1,2\n', 't.csv has no column of times'],
    ['time\n2026-03-02 08:00\n', 't.csv has no column of counts'],
    ['', 't.csv has no column of times'],
    ['time,count\n2026-03-02 08:00,1\n', 't.csv has 1 counts'],
  ])('that cannot be is refused with its line: %j', (text, problem) => {
    expect(() => traceOf(text, 't.csv', 'UTC')).toThrow(problem)
  })
})
