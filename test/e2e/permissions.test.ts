import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Grant, grantsOf, JUDGING, nameOf, recordJudgements, without } from './support/judgements.ts'
import { type Loop, startLoop } from './support/loop.ts'
import type { Way } from './support/walk.ts'
import { WAYS } from './support/ways.ts'

/**
 * `npm run test:permissions` takes away every statement in turn, which takes some minutes; else this many, which a seed
 * (TRIMTAB_SEED) picks.
 */
const ALL = process.env['TRIMTAB_PERMISSIONS'] === 'all'
const SAMPLE = 1
const SEED = Number(process.env['TRIMTAB_SEED'] ?? 1)

/** What only a race, or more files than a test wants to write, needs; and where that is tested. */
const SELDOM: Record<string, string> = {
  'ServeModelRole SeeRollbackAlarms cloudwatch:DescribeAlarms':
    'a deployment that bakes, for a minute at least (test/e2e/guardrails.test.ts)',
  'SweepLeasesRole CountRequests cloudwatch:GetMetricStatistics':
    'a watch over whole minutes in which the version was asked (test/e2e/watched-version.test.ts)',
  'RequestRunRole WakeLater sqs:SendMessage':
    'a request whose own trigger another admission started meanwhile (test/local/admission/races.test.ts)',
  'PlanRunRole SeeData s3:GetObject': 'a line with more than 10,000 files (test/e2e/many-files.test.ts)',
}

/** What AWS asks of whoever scales an endpoint, by its pages, and the runtime does not: there the service itself does it. */
const ASKED_BY_AWS = /^\S+ (ChangeVariant|MakeLinkedRole|PutAlarmsOfTargets) /

/** Ways that hold up something which all lines share: one after the other. */
const isAlone = (name: string) =>
  /nobody hears|whoever waits|taken to traffic|deployed again|schedules strike/.test(name)

let loop: Loop
let recorded: ReturnType<typeof recordJudgements>
let walked = 0

beforeAll(async () => {
  loop = await startLoop()
  recorded = recordJudgements(loop.service.kernel)
})
afterAll(() => loop?.stop())

async function walk(way: Way, signal = AbortSignal.timeout(100_000)) {
  const model = `way-${++walked}`
  try {
    await way({ loop, model, signal })
  } finally {
    const { kernel } = loop.service
    const EndpointName = `trimtab-dev-${model}`
    // Its processes would outnumber what the machine has.
    await kernel.call('sagemaker', 'DeleteEndpoint', { EndpointName }, kernel.root).catch(() => {})
  }
}

describe('what the roles of the template allow', () => {
  it('is all needed, and nothing is missing', { timeout: 600_000 }, async () => {
    const names = Object.keys(WAYS)
    const together = names.filter((name) => !isAlone(name))
    const next = async (): Promise<void> => {
      const name = together.shift()
      if (name === undefined) return
      await walk(WAYS[name]!)
      return next()
    }
    await Promise.all([next(), next(), next(), next()])
    // On that way schedules call what they may not, on purpose.
    const wanted =
      /(SweepSchedule|SweepLeftoversSchedule|MendScalingSchedule|SwitchSchedule|LineSchedules)Role.* lambda:InvokeFunction/
    for (const name of names.filter(isAlone)) await walk(WAYS[name]!)
    expect(recorded.refused.filter((message) => !wanted.test(message))).toEqual([])
    const unneeded = grantsOf(loop.service.kernel)
      .map(nameOf)
      .filter((name) => !JUDGING.test(name) && !ASKED_BY_AWS.test(name))
    expect(unneeded.length).toBeGreaterThan(450)
    // On a slow machine a watch takes whole minutes.
    const seldom = Object.keys(SELDOM).filter((name) => !/ CountRequests /.test(name) || !recorded.needed.has(name))
    expect(unneeded.filter((name) => !recorded.needed.has(name)).sort()).toEqual(seldom.sort())
  })

  it('is missed by name when it is taken away', { timeout: 1_800_000 }, async () => {
    const missed = new Set<string>()
    for (const [name, way] of ALL ? Object.entries(WAYS) : sample(Object.entries(WAYS), SAMPLE)) {
      recorded.needed.clear()
      await walk(way)
      const grants = grantsOf(loop.service.kernel).filter((grant) => recorded.needed.has(nameOf(grant)))
      const statements = Object.values(Object.groupBy(grants, statementOf)) as Grant[][]
      const left = statements.filter(([grant]) => !missed.has(statementOf(grant!)))
      for (const statement of ALL ? left : sample(left, left.length)) {
        const message = await refusalWithout(way, statement)
        // What the five minutes' sweep needed meanwhile is missed on the way that needs it by itself.
        if (message === undefined) continue
        expect(message, name).toMatch(/is not authorized to perform: \S+ on resource: \S+ because no identity-based/)
        missed.add(statementOf(statement[0]!))
        if (!ALL) break
      }
    }
    const seldom = Object.keys(SELDOM).map((name) => name.replace(/ \S+$/, ''))
    const all = new Set(
      grantsOf(loop.service.kernel)
        .filter((grant) => !JUDGING.test(nameOf(grant)) && !ASKED_BY_AWS.test(nameOf(grant)))
        .map(statementOf),
    )
    if (ALL) expect([...all].filter((name) => !missed.has(name) && !seldom.includes(name))).toEqual([])
    else expect(missed.size).toBe(SAMPLE)
  })
})

const statementOf = (grant: Grant) => nameOf(grant).replace(/ \S+$/, '')

/** Walks a way without a statement, until something is refused that it allowed; undefined when nothing is. */
async function refusalWithout(way: Way, statement: Grant[]): Promise<string | undefined> {
  const [grant] = statement
  const actions = statement.map(({ action }) => action)
  const pattern = new RegExp(`/${grant!.role.RoleName}/.* perform: (${actions.join('|')}) on `)
  return without(loop.service.kernel, grant!, actions, async () => {
    const left = new AbortController()
    const timer = setTimeout(() => left.abort(), 20_000)
    const refusal = recorded.refusal(pattern, left.signal)
    // The way itself breaks off, or ends without what AWS leaves out in silence.
    const end = walk(way, left.signal).then(
      () => setTimeout(() => left.abort(), 1000),
      () => left.abort(),
    )
    const message = await refusal
    clearTimeout(timer)
    left.abort()
    await end
    return message
  })
}

function sample<T>(of: T[], count: number): T[] {
  const rest = [...of]
  let state = SEED
  return Array.from({ length: Math.min(count, of.length) }, () => {
    state = (state * 48_271) % 2_147_483_647
    return rest.splice(state % rest.length, 1)[0]!
  })
}
