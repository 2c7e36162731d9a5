import { deepStrictEqual } from 'node:assert'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { CloudFormationClient, DescribeStackResourceCommand } from '@aws-sdk/client-cloudformation'
import { LOCAL_KEYS } from '#local/kernel/create-kernel.ts'
import { withoutTasks } from './machines.ts'
import { startMinistack } from './peers/ministack.ts'
import { type Compared, inTurns } from './rounds.ts'
import { type SignedPost, send, signedPost } from './signed-post.ts'
import { startUp, type Up } from './up.ts'

export const CLIENTS = 16
const ROUND = 1500

/** Express executions a second, started and answered through the wire by 16 clients at once. */
export async function wireExecutions(rounds: number): Promise<Compared> {
  const [ours, peer] = [await startUp(), await startMinistack()]
  try {
    const [ourPost, peerPost] = [
      await machineAt(ours.endpoint, await trustedRole(ours)),
      await machineAt(peer.endpoint, 'arn:aws:iam::000000000000:role/bench'),
    ]
    deepStrictEqual(await outputOf(ourPost), await outputOf(peerPost))
    return await inTurns(
      rounds,
      () => rate(ourPost),
      () => rate(peerPost),
    )
  } finally {
    await ours.stop()
    await peer.stop()
  }
}

async function trustedRole({ endpoint, region }: Up): Promise<string> {
  const client = new CloudFormationClient({ endpoint, region, credentials: LOCAL_KEYS })
  const { StackResourceDetail: found } = await client.send(
    new DescribeStackResourceCommand({ StackName: 'trimtab-dev', LogicalResourceId: 'LifecycleMachineRole' }),
  )
  return `arn:aws:iam::000000000000:role/${found!.PhysicalResourceId}`
}

async function machineAt(endpoint: string, roleArn: string): Promise<SignedPost> {
  const { definition, input } = withoutTasks()
  const machine = { name: 'bench', type: 'EXPRESS', roleArn, definition: JSON.stringify(definition) }
  const { stateMachineArn } = await send<{ stateMachineArn: string }>(
    await signedPost(endpoint, 'states', 'AWSStepFunctions.CreateStateMachine', machine),
  )
  const start = { stateMachineArn, input: JSON.stringify(input) }
  return signedPost(endpoint, 'states', 'AWSStepFunctions.StartSyncExecution', start)
}

async function outputOf(post: SignedPost): Promise<unknown> {
  const { status, output, cause } = await send<{ status: string; output: string; cause?: string }>(post)
  if (status !== 'SUCCEEDED') throw new Error(`${status}: ${cause}`)
  return JSON.parse(output)
}

async function rate(post: SignedPost): Promise<number> {
  const worker = new Worker(new URL('load-client.ts', import.meta.url), {
    workerData: { post, connections: CLIENTS, milliseconds: ROUND },
  })
  const [perSecond] = await once(worker, 'message')
  await worker.terminate()
  return perSecond
}
