import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime'
import { GetExecutionHistoryCommand } from '@aws-sdk/client-sfn'
import { check } from '#cli/simulate/invariants/check.ts'
import type { Facts } from '#cli/simulate/invariants/facts.ts'
import { databases, objects, processes } from './state-violations.ts'
import { factsOf, type World } from './world.ts'

/** Everything that must be so once the loop has come to rest, and is not. */
export async function violations(world: World): Promise<string[]> {
  const { caller } = world
  const facts = await factsOf(world)
  const data = [...caller.objects.keys()].filter((key) => key.startsWith('data/'))
  const nothing = { served: [], answers: { lost: [], crashed: new Set<string>() }, removed: new Map() }
  const accepted = { triggers: caller.triggers, objects: data }
  return [
    ...check(facts, { accepted, ...nothing }).map(({ invariant, what }) => `${invariant}: ${what}`),
    ...brokenRuns(facts),
    ...(await brokenHistory(world, facts)),
    ...(await silentEndpoints(world, facts)),
    ...(await objects(world)),
    ...databases(world),
    ...processes(world),
    ...caller.unclean.map((error) => `a caller was told: ${error}`),
  ]
}

/** A kill breaks no run: what was under way goes on. */
const brokenRuns = ({ ledger }: Facts) =>
  ledger.runs
    .filter(({ status }) => status !== 'deployed' && status !== 'refused')
    .map(({ run, status, reason }) => `run ${run} ended as ${status}: ${reason}`)

/** The history of the newest execution has every event once, each after the one that it follows. */
async function brokenHistory({ clients }: World, { lifecycle }: Facts): Promise<string[]> {
  const newest = lifecycle.toSorted((left, right) => right.from - left.from)[0]
  if (!newest) return []
  const { events = [] } = await clients.sfn.send(new GetExecutionHistoryCommand({ executionArn: newest.arn }))
  return events
    .filter(({ id, previousEventId }, at) => id !== at + 1 || previousEventId! >= id)
    .map(({ id }) => `the history of ${newest.name} is broken at event ${id}`)
}

/** Every endpoint answers, and tells a Gentoo from the others. */
async function silentEndpoints({ clients }: World, { endpoints }: Facts): Promise<string[]> {
  const found: string[] = []
  for (const { name: EndpointName } of endpoints)
    try {
      const asked = { EndpointName, Body: '46.1,13.2,211,4500', ContentType: 'text/csv' }
      const { Body } = await clients.serving.send(new InvokeEndpointCommand(asked))
      const answer = Buffer.from(Body!).toString().trim().split(',').map(Number)
      if (answer.indexOf(Math.max(...answer)) !== 2) found.push(`${EndpointName} takes a Gentoo for another: ${answer}`)
    } catch (error) {
      found.push(`${EndpointName} does not answer: ${error}`)
    }
  return found
}
