import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { expect, test } from 'vitest'
import { createKernel, LOCAL_KEYS } from '#local/kernel/create-kernel.ts'
import { createSqs } from '#local/sqs/index.ts'
import { createWireServer } from '#local/wire/server.ts'

test('a request that comes while the state is being taken up waits, and is answered from all of it', async () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'trimtab-starting-'))
  const kernel = createKernel({ stateDir })
  kernel.register(createSqs(kernel))
  const ready = Promise.withResolvers<void>()
  const server = createWireServer(kernel, ready.promise)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const received = new Promise((resolve) => server.once('connection', (socket) => socket.once('data', resolve)))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const sqs = new SQSClient({ endpoint, region: kernel.region, credentials: LOCAL_KEYS, maxAttempts: 1 })
  const asked = sqs.send(new ListQueuesCommand({}))
  await received
  await kernel.call('sqs', 'CreateQueue', { QueueName: 'late' }, kernel.root)
  ready.resolve()
  expect((await asked).QueueUrls).toEqual([expect.stringMatching(/late$/)])
  sqs.destroy()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  kernel.store.close()
  rmSync(stateDir, { recursive: true, force: true })
})
