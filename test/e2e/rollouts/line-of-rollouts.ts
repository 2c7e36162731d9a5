import { manifestOf } from '#cli/simulate/manifest-of.ts'
import { Traffic } from '#cli/simulate/traffic.ts'
import { World } from '#cli/simulate/world.ts'
import { Chance } from '#local/faults/chance.ts'
import { noFaults } from '#local/faults/faults.ts'
import type { DecisionsAnswer } from '#shared/domain/api-answers.ts'
import type { RolloutItem } from '#shared/domain/ledger-items.ts'

const MODEL = 'line'
const MINUTE = 60_000
/** A run takes half an hour and a judged rollout another one; one that takes this long hangs. */
const LONGEST = 12 * 60 * MINUTE

/** Ways to traffic, each as its manifest has it; the last one is back to the version before. */
const WAYS = {
  'all-at-once': '{ type: all-at-once, bake: 2m, watchFor: 5m }',
  canary: '{ type: canary, step: 25, bake: 2m, watchFor: 5m }',
  linear: '{ type: linear, step: 50, bake: 2m, watchFor: 0s }',
  rolling: '{ type: rolling, step: 50, bake: 2m, watchFor: 1h }',
  judged: `{ type: judged, watchFor: 5m, judged: { weights: [50], minimumRequests: 10, confidence: 0.9,
    limits: { errorRate: 0.5, p50: 100, p99: 100 } } }`.replace(/\s+/g, ' '),
  rollback: undefined,
} as const
export type Way = keyof typeof WAYS

/**
 * One model line on the virtual clock that goes through rollouts, one after the other, and is asked all the while. Which
 * way each goes, and whether what it brings is good, follows from the seed.
 */
export class LineOfRollouts {
  readonly world: World
  readonly traffic: Traffic
  readonly #chance: Chance
  #files = 0

  constructor(seed: number, stateDir: string, packageDir: string) {
    this.#chance = new Chance(seed)
    this.world = new World({ stateDir, packageDir, start: Date.UTC(2026, 2, 2), faults: () => noFaults })
    this.traffic = new Traffic(this.world)
  }

  /** The line's first version serves after this. */
  async start(): Promise<void> {
    await this.world.start()
    this.traffic.flow()
    await this.#deploy('all-at-once', '0.9')
  }

  stop(): Promise<void> {
    return this.world.stop()
  }

  /** Takes the line through its n-th rollout; answers how it was and ended. */
  async next(n: number): Promise<{ way: Way; word: string; phase: string }> {
    const draw = (what: string) => this.#chance.of(what, n)
    const ways = Object.keys(WAYS) as Way[]
    let way = ways[Math.floor(draw('way') * ways.length)]!
    if (way === 'rollback') {
      const ended = await this.#goBack()
      if (ended) return { way, word: 'good', phase: ended.phase }
      way = 'canary'
    }
    const word = draw('word') < 0.8 ? '' : draw('bad') < 0.5 ? ' crash' : ' slow'
    const quality = ['0.8', '0.85', '0.9', '0.95'][Math.floor(draw('quality') * 4)]
    const { rollout, phase } = await this.#deploy(way, `${quality}${word}`)
    // One that turns bad so late that it has all requests by then is taken back by its watch.
    const last = word && phase === 'watching' ? await this.#watched(rollout) : phase
    return { way, word: word.trim() || 'good', phase: last }
  }

  /** What is not as it should be while no rollout is on. */
  async wrong(): Promise<string[]> {
    const [line] = await this.#items('LINE')
    const EndpointName = this.world.endpointOf(MODEL)
    const endpoint = await this.world.call('sagemaker', 'DescribeEndpoint', { EndpointName })
    const { EndpointConfigName: config, EndpointStatus: status } = endpoint
    const variants = endpoint.ProductionVariants.map(({ VariantName }: any) => VariantName)
    return [
      ...(config === line.champion.endpointConfigName.S ? [] : [`${config} serves`]),
      ...(status === 'InService' ? [] : [`the endpoint is ${status}`]),
      ...(variants.join() === 'main' ? [] : [`its variants are ${variants}`]),
    ]
  }

  async #deploy(way: Exclude<Way, 'rollback'> | 'canary', content: string): Promise<RolloutItem> {
    const count = this.#files++
    const deploy = `{ mode: realtime, count: 2, guard: { periods: 1 }, rollout: ${WAYS[way]} }`
    const line = { model: MODEL, quietPeriod: '0s', startWithin: '10m', cooldown: '0s', atMostPerDay: 100, deploy }
    const rest = { approve: 'auto', approveWithin: '30m', worseThanChampionBy: undefined, schedule: undefined } as const
    await this.world.api.request('PUT', ['models', MODEL], manifestOf({ ...line, ...rest }))
    const Key = `data/${MODEL}/${String(count).padStart(6, '0')}.csv`
    await this.world.call('s3', 'PutObject', { Bucket: this.world.bucket, Key, Body: Buffer.from(`${content}\n`) })
    return this.#ended(`rollout ${count} by ${way}`, (item) => item.type !== 'rollback')
  }

  /** Undefined when there is no version to go back to. */
  async #goBack(): Promise<RolloutItem | undefined> {
    try {
      await this.world.api.request('POST', ['models', MODEL, 'rollback'], { reason: 'back and forth' })
    } catch (error) {
      if (error instanceof Error && /cannot go back/.test(error.message)) return undefined
      throw error
    }
    return this.#ended('the way back', (item) => item.type === 'rollback')
  }

  /** The rollout that has begun since, once nobody holds the endpoint or the line any more. */
  async #ended(what: string, isIt: (item: RolloutItem) => boolean): Promise<RolloutItem> {
    const since = new Date(this.world.clock.now()).toISOString()
    const until = this.world.clock.now() + LONGEST
    while (this.world.clock.now() < until) {
      await this.world.clock.advance(2 * MINUTE)
      const [[line], newest] = await Promise.all([this.#items('LINE'), this.#items('ROLLOUT#')])
      // A version that turns bad at once may be on its way back already, which is a rollout of its own.
      const item = newest.find((one) => one.startedAt >= since && isIt(one))
      if (item && !line.lease && !line.rolloutLease) return item
    }
    const { decisions } = await this.world.api.request<DecisionsAnswer>('GET', ['models', MODEL, 'decisions'])
    throw new Error(`${what} did not end; what was decided last: ${decisions[0]?.decision}, ${decisions[0]?.reason}`)
  }

  /** How the watch over a rollout ends, and nobody changes the endpoint any more. */
  async #watched(rollout: string): Promise<RolloutItem['phase']> {
    const until = this.world.clock.now() + LONGEST
    while (this.world.clock.now() < until) {
      await this.world.clock.advance(2 * MINUTE)
      const [[line], [{ phase }]] = await Promise.all([this.#items('LINE'), this.#items(`ROLLOUT#${rollout}`)])
      if (phase !== 'watching' && !line.rolloutLease) return phase
    }
    throw new Error(`${rollout} is watched for ever`)
  }

  async #items(kind: string): Promise<any[]> {
    const { Items } = await this.world.call('dynamodb', 'Query', {
      TableName: this.world.outputs['LedgerTable'],
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :kind)',
      ExpressionAttributeValues: { ':pk': { S: `LINE#${MODEL}` }, ':kind': { S: kind } },
      ScanIndexForward: false,
      Limit: 2,
      ConsistentRead: true,
    })
    return Items.map((item: Record<string, any>) =>
      Object.fromEntries(Object.entries(item).map(([name, value]) => [name, value.S ?? value.M ?? value])),
    )
  }
}
