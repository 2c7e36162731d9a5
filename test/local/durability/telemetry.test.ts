import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCloudWatch } from '#local/cloudwatch/index.ts'
import { createKernel } from '#local/kernel/create-kernel.ts'
import type { Kernel } from '#local/kernel/kernel.ts'
import { createLogs } from '#local/logs/index.ts'
import { Store } from '#local/store/store.ts'

let kernel: Kernel
beforeEach(() => {
  kernel = createKernel({ stateDir: mkdtempSync(join(tmpdir(), 'trimtab-telemetry-')) })
})
afterEach(() => {
  kernel.clock.stop()
  kernel.store.close()
  rmSync(kernel.stateDir, { recursive: true, force: true })
})

test('metric data that was acknowledged is on disk', async () => {
  kernel.register(createCloudWatch(kernel))
  const datum = { MetricName: 'kept', Value: 7 }
  await kernel.call('cloudwatch', 'PutMetricData', { Namespace: 'test', MetricData: [datum] }, kernel.root)
  // As the answer does before it goes out.
  kernel.store.flush()
  const found = new Store(kernel.stateDir)
  expect([...found.table('cloudwatch.buckets').values()]).toEqual([expect.objectContaining({ name: 'kept' })])
  found.close()
})

test('log events that were acknowledged are on disk', async () => {
  kernel.register(createLogs(kernel))
  const stream = { logGroupName: 'group', logStreamName: 'stream' }
  await kernel.call('logs', 'CreateLogGroup', { logGroupName: 'group' }, kernel.root)
  await kernel.call('logs', 'CreateLogStream', stream, kernel.root)
  const logEvents = [{ timestamp: kernel.clock.now(), message: 'kept' }]
  await kernel.call('logs', 'PutLogEvents', { ...stream, logEvents }, kernel.root)
  const folder = join(kernel.stateDir, 'logs')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl'))
  expect(files.map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual([expect.stringContaining('"kept"')])
})
