import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { unsettled as goingOn } from '#cli/simulate/invariants/check.ts'
import { factsOf, type World } from './world.ts'

/** What is not over yet; nothing when the loop has come to rest. */
export async function unsettled(world: World): Promise<string[]> {
  const { clients, started, caller } = world
  await caller.receive()
  const listing = new ListObjectsV2Command({ Bucket: started.bucket, Prefix: 'data/' })
  const { Contents = [] } = await clients.s3.send(listing)
  const facts = await factsOf(world)
  const { triggers } = facts.ledger
  const heard = new Set(triggers.flatMap(({ trigger }) => (trigger.kind === 'data' ? [trigger.detail.key] : [])))
  return [
    ...goingOn(facts),
    ...caller.missing().map((message) => `${message} has not arrived`),
    // Also what its caller has not heard of any more.
    ...Contents.filter(({ Key }) => !heard.has(Key!)).map(({ Key }) => `${Key} was put and triggered nothing`),
  ]
}
