import { bakesOf } from './bakes.ts'
import { type Contradiction, one, type Rule } from './contradiction.ts'
import { durationSeconds } from './duration.ts'
import type { Manifest } from './manifest.ts'

const at = (...rest: (string | number)[]) => ['deploy', 'rollout', ...rest]

const type: Rule = ({ deploy, scale }) => {
  if (!deploy) return []
  const { mode, rollout, count } = deploy
  const path = at('type')
  if (rollout.type === 'judged' && mode !== 'realtime') {
    return [one(path, `judged with mode ${mode}`, `${waysOf[mode]}: weighted variants are for mode realtime`)]
  }
  if ((mode === 'serverless' || mode === 'batch') && rollout.type !== 'all-at-once') {
    return [one(path, `${rollout.type} with mode ${mode}`, 'all-at-once')]
  }
  const instances = scale?.min ?? count
  const part = parts[rollout.type]
  if (!part || instances >= 2) return []
  const expected = `two instances or more: a ${part} takes at most half`
  return [one(path, `${rollout.type} on one instance`, expected)]
}

const waysOf = {
  realtime: 'any',
  async: 'all-at-once, canary, linear or rolling',
  serverless: 'all-at-once',
  batch: 'all-at-once',
}

/** What SageMaker moves at once, of the types that move in steps. */
const parts: Partial<Record<Manifest['deploy']['rollout']['type'], string>> = {
  canary: 'canary',
  linear: 'linear step',
  rolling: 'rolling batch',
}
const leastStep = { canary: 1, linear: 10, rolling: 5 }

const steps: Rule = ({ deploy }) => {
  if (!deploy) return []
  const { type: kind, step, bake, judged } = deploy.rollout
  const found: Contradiction[] = []
  if (judged && kind !== 'judged') {
    found.push(one(at('judged'), `settings of judged with type ${kind}`, 'type: judged, or none of them'))
  }
  if (kind === 'all-at-once') {
    if (step !== undefined) found.push(one(at('step'), `${step} with all-at-once`, 'no step, or another type'))
  } else if (kind === 'judged') {
    if (step !== undefined)
      found.push(one(at('step'), `${step} with judged`, 'deploy.rollout.judged.weights, and no step'))
    if (bake !== undefined)
      found.push(one(at('bake'), `${bake} with judged`, 'deploy.rollout.judged.minimumRequests, and no bake'))
  } else if (step !== undefined && step < leastStep[kind]) {
    found.push(one(at('step'), String(step), `${leastStep[kind]} to 50 for ${kind}`))
  }
  return found
}

/** SageMaker gives a deployment eight hours at most. */
const longestSeconds = 28_800

const bakes: Rule = ({ deploy }) => {
  if (!deploy) return []
  const { mode, rollout, guard, timeout } = deploy
  const { bake } = rollout
  if ((mode === 'serverless' || mode === 'batch') && bake !== undefined && durationSeconds(bake) > 0) {
    return [one(at('bake'), `${bake} with mode ${mode}`, 'no bake: it has no guardrails that would watch')]
  }
  const { bakeSeconds, totalSeconds } = bakesOf(rollout)
  const found: Contradiction[] = []
  // An alarm that needs longer than the bake cannot speak before it is over.
  if ((parts[rollout.type] || bakeSeconds > 0) && bakeSeconds < guard.periods * 60) {
    const expected = `at least ${guard.periods}m: the alarms of deploy.guard need ${guard.periods} minutes (periods) to speak`
    found.push(one(at('bake'), bake ?? `${bakeSeconds}s`, expected))
  }
  if (totalSeconds >= longestSeconds) {
    const all = `${Math.ceil(totalSeconds / 60)}m`
    found.push(one(at('bake'), `bakes of ${all} together`, 'less than 8h together: a shorter bake, or larger steps'))
  } else if (totalSeconds >= durationSeconds(timeout)) {
    const all = `${Math.ceil(totalSeconds / 60)}m`
    found.push(one(['deploy', 'timeout'], timeout, `longer than the bakes together, which are ${all}`))
  }
  return found
}

/** Of so many requests none must fail, that a share of failures above the limit is ruled out (Clopper and Pearson 1934). */
const fewestToShow = (share: number, confidence: number) =>
  share === 0 ? Number.POSITIVE_INFINITY : share === 1 ? 1 : Math.ceil(Math.log(1 - confidence) / Math.log(1 - share))

const judging: Rule = ({ deploy }) => {
  const { judged } = deploy?.rollout ?? {}
  if (!deploy || !judged) return []
  const found: Contradiction[] = []
  if (judged.limits.predictions !== undefined && !deploy.capture) {
    const path = at('judged', 'limits', 'predictions')
    found.push(one(path, `${judged.limits.predictions} without deploy.capture`, 'deploy.capture, or no limit'))
  }
  if (judged.limits.quality !== undefined && !deploy.capture) {
    const path = at('judged', 'limits', 'quality')
    found.push(one(path, `${judged.limits.quality} without deploy.capture`, 'deploy.capture, or no limit'))
  }
  const fewest = fewestToShow(judged.limits.errorRate, judged.confidence)
  if (fewest === Number.POSITIVE_INFINITY) {
    const expected = 'above 0: no number of requests shows that a challenger fails no more often at all'
    found.push(one(at('judged', 'limits', 'errorRate'), '0', expected))
  } else if (judged.minimumRequests < fewest) {
    const shown = `at confidence ${judged.confidence} that limits.errorRate ${judged.limits.errorRate} holds`
    const expected = `at least ${fewest}: fewer cannot show ${shown}, even when none of them fails`
    found.push(one(at('judged', 'minimumRequests'), String(judged.minimumRequests), expected))
  }
  if (durationSeconds(judged.holdAtMost) < durationSeconds(judged.interval)) {
    const expected = `at least judged.interval, which is ${judged.interval}`
    found.push(one(at('judged', 'holdAtMost'), judged.holdAtMost, expected))
  }
  return found
}

const hooks: Rule = ({ deploy }) => {
  if (!deploy) return []
  const { mode, rollout } = deploy
  if (mode === 'batch' && rollout.hooks.length > 0) {
    return [one(at('hooks'), 'hooks with mode batch', 'no hooks: mode batch moves no traffic')]
  }
  return rollout.hooks.flatMap(({ at: when, url, function: name }, index) => {
    const found: Contradiction[] = []
    if (!url === !name) {
      const given = url ? 'both url and function' : 'neither url nor function'
      found.push(one(at('hooks', index), given, 'exactly one of url and function'))
    }
    if (when === 'during' && rollout.type !== 'judged') {
      const expected = 'before or after: SageMaker moves the traffic of the guardrails, and asks nobody on the way'
      found.push(one(at('hooks', index, 'at'), `during with type ${rollout.type}`, expected))
    }
    return found
  })
}

const newer: Rule = ({ deploy }) => {
  if (deploy?.rollout.whenNewer !== 'supersede' || deploy.rollout.type === 'judged') return []
  const expected = 'wait: only a rollout of type judged can be ended'
  return [one(at('whenNewer'), `supersede with type ${deploy.rollout.type}`, expected)]
}

export const rolloutRules: Rule[] = [type, steps, bakes, judging, hooks, newer]
