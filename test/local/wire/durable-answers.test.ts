import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { expect, test } from 'vitest'
import { LOCAL_KEYS } from '#local/kernel/create-kernel.ts'
import { Store } from '#local/store/store.ts'

const PROCESS = fileURLToPath(new URL('./mortal-queue.ts', import.meta.url))

/** Sends a message to a process that ends at its n-th kill point. Tells whether it was taken, and whether it is kept. */
async function sendAndKill(n: number): Promise<{ acknowledged: boolean; kept: boolean; killed: boolean }> {
  const stateDir = mkdtempSync(join(tmpdir(), 'trimtab-durable-'))
  const child = fork(PROCESS, [stateDir], { execArgv: ['--disable-warning=ExperimentalWarning'] })
  const exited = once(child, 'exit')
  const [endpoint] = await once(child, 'message')
  child.send(n)
  await once(child, 'message')
  const sqs = new SQSClient({ endpoint, region: 'ap-southeast-1', credentials: LOCAL_KEYS, maxAttempts: 1 })
  const QueueUrl = `${endpoint}/000000000000/kept`
  const acknowledged = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' })).then(
    () => true,
    () => false,
  )
  sqs.destroy()
  if (child.connected) child.disconnect()
  const [, signal] = await exited
  const store = new Store(stateDir)
  const kept = store.table('sqs.messages').size === 1
  store.close()
  rmSync(stateDir, { recursive: true, force: true })
  return { acknowledged, kept, killed: signal === 'SIGKILL' }
}

test('whatever moment a process is killed at, what it has answered is kept', async () => {
  const seen = await Promise.all([1, 2, 3, 4, 5, 6].map(sendAndKill))
  expect(seen.filter(({ acknowledged, kept }) => acknowledged && !kept)).toEqual([])
  // The moments lie before and after the answer.
  expect(seen.some(({ acknowledged }) => !acknowledged)).toBe(true)
  expect(seen.some(({ acknowledged, killed }) => acknowledged && killed)).toBe(true)
})
