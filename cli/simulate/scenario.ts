import { Chance } from '#local/faults/chance.ts'
import type { FaultRules } from '#local/faults/fault-rules.ts'
import { drawDeploy } from './draw-deploy.ts'

/** A model line of a simulation, by what its manifest says. */
export interface SimulatedLine {
  model: string
  quietPeriod: string
  startWithin: string
  cooldown: string
  atMostPerDay: number
  approve: 'auto' | 'manual'
  approveWithin: string
  worseThanChampionBy: number | undefined
  schedule: string | undefined
  /** The section of its manifest. */
  deploy: string
}

/** What somebody does at a time, in ms from the beginning. */
export type Action = { at: number } & (
  | { act: 'apply'; line: SimulatedLine }
  /** `content` is what the file makes: the quality of a model, or `corrupt`. */
  | { act: 'put'; model: string; file: string; content: string }
  | { act: 'run'; model: string; key: string }
  | { act: 'push'; model: string; digest: string }
  /** Answers all candidates that wait, in several tabs of a browser at once. */
  | { act: 'answer'; approve: boolean; tabs: number }
  | { act: 'stop'; machine: 'lifecycle' | 'deploy' }
  | { act: 'delete-model' }
  /** By the API, as often as copies say at once. */
  | { act: 'go-back'; model: string; to: number | undefined; copies: number }
  | { act: 'ask'; model: string; ask: 'promote' | 'roll-back' }
  | { act: 'delete-endpoint'; model: string }
  /** One of the alarms that watch endpoints. */
  | { act: 'lose-alarm' | 'raise-alarm'; model: string }
  | { act: 'restart'; downMs: number }
)

export interface Scenario {
  seed: number
  /** Epoch ms. */
  start: number
  /** How long things happen and go wrong; then they come to rest. */
  lengthMs: number
  actions: Action[]
  rules: FaultRules
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** What happens in a simulation: everything about it follows from the seed. */
export function scenarioOf(seed: number): Scenario {
  const chance = new Chance(seed)
  const draw = (what: string) => chance.of('scenario', what)
  const pick = <T>(what: string, ...from: T[]): T => from[Math.floor(draw(what) * from.length)]!
  const between = (what: string, from: number, to: number) => Math.floor(from + draw(what) * (to - from))
  const lengthMs = between('length', 90, 240) * MINUTE
  const moment = (what: string) => between(what, 2 * MINUTE, lengthMs)

  const line = (index: number, edition: string): SimulatedLine => {
    const about = (what: string) => `${what} ${index} ${edition}`
    return {
      model: `s${seed}-${'abc'[index]}`,
      quietPeriod: pick(about('quiet'), '0s', '1m', '5m'),
      startWithin: pick(about('within'), '10m', '6h'),
      cooldown: pick(about('cooldown'), '0s', '5m', '30m'),
      atMostPerDay: pick(about('cap'), 1, 2, 3, 20),
      approve: pick(about('approve'), 'auto', 'auto', 'auto', 'manual'),
      approveWithin: pick(about('patience'), '30m', '2h', '1d'),
      worseThanChampionBy: pick(about('worse'), undefined, 0.02),
      schedule: pick(about('schedule'), undefined, undefined, 'rate(1 hour)'),
      deploy: drawDeploy(pick, about('')),
    }
  }

  const lines = Array.from({ length: pick('lines', 1, 1, 1, 2, 2, 3) }, (_, index) => line(index, 'first'))
  const actions: Action[] = lines.map((one, index) => ({ at: index * 1000, act: 'apply', line: one }))
  for (const [index, { model }] of lines.entries()) {
    const times = (what: string, most: number) =>
      Array.from({ length: between(`${what}s ${model}`, 0, most + 1) }, (_, n) => `${what} ${model} ${n}`)
    for (const [n, about] of times('put', 5).entries()) {
      const good = ['0.75', '0.8', '0.85', '0.9', '0.95', '0.9']
      const bad = ['0.5', 'corrupt', '0.9 errors', '0.9 slow', '0.9 crash']
      const content = pick(`${about} content`, ...good, ...good, ...bad)
      actions.push({
        at: moment(about),
        act: 'put',
        model,
        file: pick(`${about} file`, `${n}.csv`, 'same.csv'),
        content,
      })
    }
    for (const about of times('run', 2)) {
      const [at, key] = [moment(about), pick(about, 'one', 'two')]
      for (let copy = 0; copy < pick(`${about} copies`, 1, 1, 2); copy++) actions.push({ at, act: 'run', model, key })
    }
    for (const about of times('push', 1)) actions.push({ at: moment(about), act: 'push', model, digest: about })
    for (const about of times('go-back', 2)) {
      const [to, copies] = [pick(`${about} to`, undefined, undefined, 1, 2), pick(`${about} copies`, 1, 1, 2)]
      actions.push({ at: moment(about), act: 'go-back', model, to, copies })
    }
    for (const about of times('ask', 4))
      actions.push({ at: moment(about), act: 'ask', model, ask: pick(about, 'promote', 'promote', 'roll-back') })
    if (draw(`delete-endpoint ${model}`) < 0.1)
      actions.push({ at: moment(`delete-endpoint at ${model}`), act: 'delete-endpoint', model })
    for (const act of ['lose-alarm', 'raise-alarm'] as const)
      if (draw(`${act} ${model}`) < 0.2) actions.push({ at: moment(`${act} at ${model}`), act, model })
    for (const about of times('apply', 1)) actions.push({ at: moment(about), act: 'apply', line: line(index, about) })
  }
  const some = (what: string, most: number) =>
    Array.from({ length: between(what, 0, most + 1) }, (_, n) => `${what} ${n}`)
  for (const about of some('answer', 8))
    actions.push({
      at: moment(about),
      act: 'answer',
      approve: draw(`${about} yes`) < 0.7,
      tabs: pick(`${about} tabs`, 1, 1, 2),
    })
  if (draw('stops') < 0.35)
    for (const about of some('stop', 2))
      actions.push({ at: moment(about), act: 'stop', machine: pick(`${about} which`, 'lifecycle', 'deploy') })
  if (draw('deletes') < 0.1) actions.push({ at: moment('delete'), act: 'delete-model' })
  if (draw('restarts') < 0.15)
    actions.push({ at: moment('restart'), act: 'restart', downMs: between('down', 1000, 10 * MINUTE) })
  actions.sort((left, right) => left.at - right.at)

  // Late in the day, so that midnight comes soon, at which the daily cap begins anew.
  const start = Date.UTC(2026, 2, 4, 18) + between('start', 0, 5 * HOUR)
  return { seed, start, lengthMs, actions, rules: rulesOf(pick('weather', 0, 0.5, 1, 1, 2)) }
}

/** What goes wrong, at so many times the usual rates. */
function rulesOf(times: number): FaultRules {
  const rate = (usual: number) => usual * times
  // Jobs fail as a whole: see below.
  const notCaller = ['*PrepareJobRole*', '*TrainJobRole*', '*ServeModelRole*']
  return {
    latency: [1, 80],
    calls: [
      { fault: 'throttled', rate: rate(0.012), notCaller },
      { fault: 'broken', rate: rate(0.006), notCaller },
      { fault: 'unheard', rate: rate(0.006), notCaller },
      { fault: 'crash-before', rate: rate(0.006) },
      { fault: 'crash-after', rate: rate(0.006) },
      { fault: 'slow', rate: rate(0.008), notCaller },
      { fault: 'limited', rate: rate(0.02), service: ['sagemaker'], operation: ['UpdateEndpoint', 'CreateEndpoint*'] },
    ],
    events: [
      // AWS promises to deliver objects' events; SageMaker's and Step Functions' come with best effort.
      { fault: 'lost', rate: rate(0.08), source: ['aws.sagemaker', 'aws.states'] },
      { fault: 'twice', rate: rate(0.08) },
      { fault: 'late', rate: rate(0.08) },
    ],
    jobs: [
      { fault: 'AlgorithmError', rate: rate(0.03) },
      { fault: 'CapacityError', rate: rate(0.04) },
      { fault: 'InternalServerError', rate: rate(0.04) },
      { fault: 'interrupted', rate: rate(0.1) },
    ],
    instances: [
      { fault: 'no-capacity', rate: rate(0.05) },
      { fault: 'crash-at-start', rate: rate(0.03) },
      { fault: 'crash-later', rate: rate(0.02) },
    ],
    deployments: [{ fault: 'silent-rollback', rate: rate(0.05) }],
  }
}
