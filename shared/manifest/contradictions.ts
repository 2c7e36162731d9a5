import { type Contradiction, counted, one, type Rule, type SoundSections } from './contradiction.ts'
import { durationSeconds } from './duration.ts'
import { answerOf, knownObjectives, metricsFor, objectiveOf, problemOf } from './objective.ts'
import { rolloutRules } from './rollout-contradictions.ts'
import { scaleRules } from './scale-contradictions.ts'
import { servingRules } from './serving-contradictions.ts'
import { switchRules } from './switch-contradictions.ts'

/** What cannot be true together, although each value could be. */
export function contradictions(sections: SoundSections): Contradiction[] {
  return rules.flatMap((rule) => rule(sections))
}

const source: Rule = ({ data }) => {
  if (!data || typeof data.source === 'string') return []
  const named = Object.keys(data.source)
  return named.length === 1 ? [] : [one(['data', 'source'], counted(named), 'exactly one of athena and redshift')]
}

const quiet: Rule = ({ data }) => {
  if (!data || durationSeconds(data.startWithin) >= durationSeconds(data.quietPeriod)) return []
  return [one(['data', 'startWithin'], data.startWithin, `at least data.quietPeriod, which is ${data.quietPeriod}`)]
}

const recipe: Rule = ({ prepare }) => {
  if (!prepare) return []
  const named = (['sql', 'flow', 'script'] as const).filter((kind) => prepare[kind] !== undefined)
  if (named.length !== 1) return [one(['prepare'], counted(named), 'exactly one of sql, flow and script')]
  if (prepare.runtime === undefined) return []
  const path = ['prepare', 'runtime']
  if (!prepare.script) return [one(path, `runtime without a script`, 'a runtime only beside script')]
  const ending = prepare.script.slice(prepare.script.lastIndexOf('.')).toLowerCase()
  const fitting = runtimesByEnding[ending] ?? []
  if (fitting.includes(prepare.runtime)) return []
  return [one(path, `${prepare.runtime} for ${prepare.script}`, `${fitting.join(' or ')} for a ${ending} file`)]
}

const runtimesByEnding: Record<string, string[]> = { '.py': ['python', 'spark'], '.mjs': ['node'], '.r': ['r'] }

const algorithm: Rule = ({ train }) => {
  if (!train) return []
  const found: Contradiction[] = []
  if (train.algorithm === 'image' && !train.image) {
    found.push(one(['train', 'image'], 'nothing', 'the URI of the image, because algorithm is image'))
  }
  if (train.algorithm === 'xgboost' && train.image) {
    found.push(one(['train', 'image'], 'an image beside algorithm xgboost', 'algorithm: image, or no image'))
  }
  if (train.spot && durationSeconds(train.spot.maxWait) < durationSeconds(train.maxRuntime)) {
    const longEnough = `at least train.maxRuntime, which is ${train.maxRuntime}`
    found.push(one(['train', 'spot', 'maxWait'], train.spot.maxWait, longEnough))
  }
  return found
}

const xgboost: Rule = ({ train }) => {
  if (train?.algorithm !== 'xgboost') return []
  const path = ['train', 'hyperparameters']
  const { num_round: rounds, num_class: classes } = train.hyperparameters
  const objective = objectiveOf(train)
  const found: Contradiction[] = []
  if (!(Number(rounds) >= 1 && Number.isInteger(Number(rounds)))) {
    const given = rounds === undefined ? 'nothing' : JSON.stringify(rounds)
    found.push(one([...path, 'num_round'], given, 'how many trees to grow, such as 100: the algorithm demands it'))
  }
  if (!knownObjectives.includes(objective)) {
    found.push(one([...path, 'objective'], JSON.stringify(objective), `one of ${knownObjectives.join(', ')}`))
  }
  if (objective.startsWith('multi:') && !(Number(classes) >= 2)) {
    const given = classes === undefined ? 'nothing' : JSON.stringify(classes)
    found.push(one([...path, 'num_class'], given, `the number of classes, at least 2, because of ${objective}`))
  }
  return found
}

const problem: Rule = ({ train, evaluate }) => {
  if (!train || !evaluate) return []
  const asked = problemOf({ train, evaluate })
  const path = ['evaluate', 'problem']
  if (!asked) {
    if (train.algorithm === 'xgboost') return []
    return [one(path, 'nothing', 'binary, multiclass or regression: an image does not tell')]
  }
  if (evaluate.problem && evaluate.problem !== asked) {
    return [one(path, evaluate.problem, `${asked}, because the objective is ${objectiveOf(train)}`)]
  }
  const possible = metricsFor(asked, answerOf({ train, evaluate }))
  const lists = [
    { path: ['evaluate', 'metrics'], metrics: evaluate.metrics },
    ...evaluate.slices.map((slice, index) => ({
      path: ['evaluate', 'slices', index, 'metrics'],
      metrics: slice.metrics,
    })),
  ]
  const given = train.algorithm === 'xgboost' ? `${objectiveOf(train)} can be judged by` : `a ${asked} problem has`
  return lists.flatMap(({ path: list, metrics }) =>
    metrics.flatMap(({ name }, index) =>
      possible.includes(name)
        ? []
        : [one([...list, index, 'name'], name, `${possible.join(', ')}: that is what ${given}`)],
    ),
  )
}

const proportions = new Set(['auc', 'accuracy', 'f1'])

const thresholds: Rule = ({ evaluate }) => {
  if (!evaluate) return []
  const lists = [
    { path: ['evaluate', 'metrics'], metrics: evaluate.metrics },
    ...evaluate.slices.map((slice, index) => ({
      path: ['evaluate', 'slices', index, 'metrics'],
      metrics: slice.metrics,
    })),
  ]
  return lists.flatMap(({ path, metrics }) =>
    metrics.flatMap(({ name, atLeast, atMost }, index) => {
      const found: Contradiction[] = []
      if (metrics.findIndex((other) => other.name === name) < index) {
        found.push(one([...path, index, 'name'], `${name} a second time`, 'each metric once'))
      }
      if (atLeast !== undefined && atMost !== undefined && atLeast > atMost) {
        found.push(one([...path, index, 'atLeast'], String(atLeast), `at most atMost, which is ${atMost}`))
      }
      if (atLeast !== undefined && atLeast > 1 && proportions.has(name)) {
        found.push(one([...path, index, 'atLeast'], String(atLeast), `at most 1: ${name} lies between 0 and 1`))
      }
      if (atMost !== undefined && atMost < 0) {
        found.push(one([...path, index, 'atMost'], String(atMost), `at least 0: ${name} is never negative`))
      }
      return found
    }),
  )
}

/** They reach the Processing job as one argument, and SageMaker allows an argument 256 characters. */
const longestSlices = 256

const slices: Rule = ({ evaluate, prepare }) => {
  if (!evaluate) return []
  const { length } = evaluate.slices.map(({ column }) => column).join()
  if (length > longestSlices) {
    return [one(['evaluate', 'slices'], `names of ${length} characters together`, `at most ${longestSlices}`)]
  }
  return evaluate.slices.flatMap(({ column }, index) => {
    const path = ['evaluate', 'slices', index, 'column']
    if (column === prepare?.label) return [one(path, column, 'a column other than the label')]
    const earlier = evaluate.slices.findIndex((other) => other.column === column)
    return earlier < index ? [one(path, `${column} a second time`, 'each column once')] : []
  })
}

const approval: Rule = ({ approve, evaluate }) => {
  if (approve !== 'auto' || !evaluate) return []
  const bounded = evaluate.metrics.some(({ atLeast, atMost }) => atLeast !== undefined || atMost !== undefined)
  if (bounded) return []
  return [
    one(
      ['approve'],
      'auto without any threshold',
      'manual, or a metric with atLeast or atMost: nothing else would stop a bad model',
    ),
  ]
}

const watching: Rule = ({ watch, deploy }) => {
  if (!watch || !deploy) return []
  const monitors = (['dataQuality', 'modelQuality', 'bias', 'explainability'] as const).filter((name) => watch[name])
  if (monitors.length === 0)
    return [one(['watch'], 'no monitor', 'at least one of dataQuality, modelQuality, bias, explainability')]
  if (deploy.capture) return []
  return [
    one(['watch'], `${monitors.join(', ')} without deploy.capture`, 'deploy.capture: monitors read what it keeps'),
  ]
}

const retraining: Rule = ({ retrain, watch, data }) => {
  if (!retrain) return []
  const found: Contradiction[] = []
  for (const kind of ['schedule', 'code'] as const) {
    const asked = retrain.on.includes(kind)
    if (asked && !retrain[kind]) {
      found.push(
        one(['retrain', 'on'], `${kind} without retrain.${kind}`, `retrain.${kind}, or ${kind} left out of on`),
      )
    }
    if (!asked && retrain[kind]) {
      found.push(one(['retrain', kind], `retrain.${kind} without ${kind} in retrain.on`, `${kind} added to retrain.on`))
    }
  }
  if (retrain.on.includes('drift') && !watch) {
    found.push(one(['retrain', 'on'], 'drift without a watch section', 'a watch section, or drift left out of on'))
  }
  if (retrain.on.includes('data') && data && typeof data.source !== 'string') {
    found.push(one(['retrain', 'on'], 'data with a query as source', 'schedule: a query has no arriving files'))
  }
  return found
}

const code: Rule = ({ retrain }) => {
  if (!retrain?.code) return []
  const { repository, tag, pipeline } = retrain.code
  const path = ['retrain', 'code']
  if (!repository === !pipeline) {
    return [
      one(path, repository ? 'both repository and pipeline' : counted([]), 'exactly one of repository and pipeline'),
    ]
  }
  return tag && !repository ? [one([...path, 'tag'], 'a tag beside pipeline', 'a tag only beside repository')] : []
}

const rules: Rule[] = [
  source,
  quiet,
  recipe,
  algorithm,
  xgboost,
  problem,
  thresholds,
  slices,
  approval,
  ...servingRules,
  ...rolloutRules,
  ...scaleRules,
  ...switchRules,
  watching,
  retraining,
  code,
]
