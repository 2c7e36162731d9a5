import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { ListExecutionsCommand } from '@aws-sdk/client-sfn'
import type { TriggerItem } from '#shared/domain/ledger-items.ts'
import { readLedger, type World } from './world.ts'

/** What is not over yet; nothing when the loop has come to rest. */
export async function unsettled(world: World): Promise<string[]> {
  const { clients, started, caller } = world
  const { lines, triggers, runs } = await readLedger(world)
  await caller.receive()
  const stateMachineArn = started.outputs['LifecycleMachineArn']!
  const { executions = [] } = await clients.sfn.send(
    new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }),
  )
  return [
    ...executions.map(({ name }) => `execution ${name} is running`),
    ...lines.filter(({ lease }) => lease).map(({ model, lease }) => `${model} is leased to ${lease!.run}`),
    ...triggers.filter(({ status }) => status === 'waiting').map(({ trigger }) => `trigger ${trigger.id} waits`),
    ...runs.filter(({ endedAt }) => !endedAt).map(({ run, status }) => `run ${run} is ${status}`),
    ...caller.missing().map((message) => `${message} has not arrived`),
    ...(await unknownTriggers(world, triggers)),
  ]
}

/** Accepted, whether its caller heard of that or not, but not written down. */
async function unknownTriggers({ clients, started, caller }: World, triggers: TriggerItem[]): Promise<string[]> {
  const listing = new ListObjectsV2Command({ Bucket: started.bucket, Prefix: 'data/' })
  const { Contents = [] } = await clients.s3.send(listing)
  const known = new Set(triggers.map(({ trigger }) => trigger.id))
  const keys = new Set(triggers.flatMap(({ trigger }) => (trigger.kind === 'data' ? [trigger.detail.key] : [])))
  return [
    ...[...caller.triggers].filter((id) => !known.has(id)).map((id) => `trigger ${id} was accepted and is not known`),
    ...Contents.filter(({ Key }) => !keys.has(Key!)).map(({ Key }) => `${Key} was put and triggered nothing`),
  ]
}
