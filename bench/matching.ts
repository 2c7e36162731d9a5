import { deepStrictEqual } from 'node:assert'
import { RuleMachine } from '#local/events/machine/rule-machine.ts'
import { type CompiledPattern, compilePattern } from '#local/events/pattern/compile-pattern.ts'
import { flattenEvent } from '#local/events/pattern/flatten-event.ts'
import { parseEvent } from '#local/events/pattern/leaf.ts'
import { startMinistack } from './peers/ministack.ts'
import { type Compared, inTurns, rateOf } from './rounds.ts'
import { send, signedPost } from './signed-post.ts'
import { median } from './statistics.ts'
import { startUp } from './up.ts'

const ROUND = 300
export const COUNTS = [10, 1000, 10_000]
/** ministack takes minutes to be given more. */
export const WIRE_COUNTS = [10, 1000]

export interface Matching {
  /** Events a second matched against so many rules, from the event's text on: the rule machine, one rule after another. */
  inProcess: { rules: number; compared: Compared }[]
  /** PutEvents a second through the wire, of one event each: the runtime, ministack. */
  throughWire: { rules: number; compared: Compared }[]
  /** The rate at the most rules as a share of that at the fewest. */
  kept: number
}

/** Rules as services have them: by bucket and prefix, by job's name and status, by size, by source alone. */
const pattern = (n: number) =>
  [
    {
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { bucket: { name: [`bucket-${n}`] }, object: { key: [{ prefix: `data/line-${n}/` }] } },
    },
    {
      source: ['aws.sagemaker'],
      detail: { TrainingJobName: [{ prefix: `line-${n}-` }], TrainingJobStatus: ['Failed', 'Stopped'] },
    },
    {
      source: ['aws.s3'],
      detail: { bucket: { name: [`bucket-${n}`] }, object: { size: [{ numeric: ['>', n * 1000] }] } },
    },
    { source: [`service-${n}`], 'detail-type': [{ 'anything-but': ['quiet'] }] },
  ][n % 4]!

const event = (n: number) => ({
  version: '0',
  id: '17793124-05d4-b198-2fde-7ededc63b103',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: '000000000000',
  time: '2026-03-04T05:06:07Z',
  region: 'ap-southeast-1',
  resources: [`arn:aws:s3:::bucket-${n}`],
  detail: {
    version: '0',
    bucket: { name: `bucket-${n}` },
    object: { key: `data/line-${n}/part-1.parquet`, size: 884992 },
  },
})

export async function matching(rounds: number): Promise<Matching> {
  const inProcess = []
  for (const rules of COUNTS) inProcess.push({ rules, compared: await matchedAgainst(rules, rounds) })
  const rates = inProcess.map(({ compared }) => median(compared.ours))
  return { inProcess, throughWire: await putEvents(rounds), kept: rates.at(-1)! / rates[0]! }
}

function matchedAgainst(rules: number, rounds: number): Promise<Compared> {
  const machine = new RuleMachine<number>()
  const linear: CompiledPattern[] = []
  for (let n = 0; n < rules; n++) {
    machine.add(n, JSON.stringify(pattern(n)))
    linear.push(compilePattern(JSON.stringify(pattern(n))))
  }
  // The same events whatever the number of rules: what else there is to match must not matter.
  const texts = Array.from({ length: 100 }, (_, n) => JSON.stringify({ ...event(n % COUNTS[0]!), id: `event-${n}` }))
  const oneByOne = (text: string) => {
    const flat = flattenEvent(parseEvent(text))
    return linear.flatMap(({ matches }, n) => (matches(flat) ? [n] : []))
  }
  for (const text of texts) deepStrictEqual(machine.match(text), oneByOne(text))
  let next = 0
  const text = () => texts[next++ % texts.length]!
  return inTurns(
    rounds,
    () => rateOf(() => machine.match(text()), ROUND),
    () => rateOf(() => oneByOne(text()), ROUND),
  )
}

async function putEvents(rounds: number): Promise<Matching['throughWire']> {
  const [ours, peer] = [await startUp(), await startMinistack()]
  const found: Matching['throughWire'] = []
  let known = 0
  try {
    for (const rules of WIRE_COUNTS) {
      for (; known < rules; known++)
        for (const { endpoint } of [ours, peer])
          await call(endpoint, 'PutRule', { Name: `bench-${known}`, EventPattern: JSON.stringify(pattern(known)) })
      const put = {
        Entries: [{ Source: 'bench', DetailType: 'Object Created', Detail: JSON.stringify(event(4).detail) }],
      }
      const posts = [await request(ours.endpoint, 'PutEvents', put), await request(peer.endpoint, 'PutEvents', put)]
      for (const post of posts) deepStrictEqual((await send<{ FailedEntryCount: number }>(post)).FailedEntryCount, 0)
      const [our, their] = posts.map((post) => () => rateOf(() => send(post), ROUND))
      found.push({ rules, compared: await inTurns(rounds, our!, their!) })
    }
    return found
  } finally {
    await ours.stop()
    await peer.stop()
  }
}

const request = (endpoint: string, operation: string, input: object) =>
  signedPost(endpoint, 'events', `AWSEvents.${operation}`, input, '1.1')

const call = async (endpoint: string, operation: string, input: object) =>
  send(await request(endpoint, operation, input))
