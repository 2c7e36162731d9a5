import { ClientError } from './errors.ts'
import { OBJECTIVES } from './learn/objective.ts'
import type { MetricName, ObjectiveName, Parameters } from './learn/parameters.ts'

interface NumberRule {
  default: number
  whole?: true
  from: number
  to?: number
  /** The lower bound itself is not allowed. */
  above?: true
}

const FRACTION = { default: 1, from: 0, above: true, to: 1 } as const

/** XGBoost's defaults and ranges, as the built-in algorithm documents them. */
const NUMBERS: Record<string, NumberRule> = {
  num_round: { default: Number.NaN, whole: true, from: 1 },
  num_class: { default: 0, whole: true, from: 2, to: 1000 },
  eta: { default: 0.3, from: 0, to: 1 },
  max_depth: { default: 6, whole: true, from: 0 },
  subsample: FRACTION,
  colsample_bytree: FRACTION,
  colsample_bylevel: FRACTION,
  colsample_bynode: FRACTION,
  lambda: { default: 1, from: 0 },
  alpha: { default: 0, from: 0 },
  gamma: { default: 0, from: 0 },
  min_child_weight: { default: 1, from: 0 },
  max_delta_step: { default: 0, from: 0 },
  scale_pos_weight: { default: 1, from: 0, above: true },
  max_bin: { default: 256, whole: true, from: 2, to: 65535 },
  base_score: { default: Number.NaN, from: Number.NEGATIVE_INFINITY },
  early_stopping_rounds: { default: Number.NaN, whole: true, from: 1 },
  seed: { default: 0, whole: true, from: 0, to: 2 ** 31 - 1 },
  nthread: { default: 0, whole: true, from: 0 },
}

const ALIASES: Record<string, string> = {
  learning_rate: 'eta',
  reg_lambda: 'lambda',
  reg_alpha: 'alpha',
  min_split_loss: 'gamma',
  n_jobs: 'nthread',
  random_state: 'seed',
}

/** Parameters of the built-in algorithm that change nothing here at these values, and are refused at others. */
const ONLY: Record<string, readonly string[]> = {
  booster: ['gbtree'],
  tree_method: ['auto', 'hist'],
  grow_policy: ['depthwise'],
  sampling_method: ['uniform'],
  process_type: ['default'],
  csv_weights: ['0'],
  num_parallel_tree: ['1'],
  deterministic_histogram: ['true', '1'],
  verbosity: ['0', '1', '2', '3'],
}

/**
 * Checks hyperparameters as SageMaker hands them over, all values strings.
 *
 * @throws {ClientError} naming the parameter, what was found and what is allowed
 */
export function readHyperparameters(given: Record<string, string>): Parameters {
  const texts = resolveNames(given)
  const numbers = Object.fromEntries(
    Object.entries(NUMBERS).map(([name, rule]) => [name, readNumber(name, rule, texts.get(name))]),
  ) as Record<keyof typeof NUMBERS, number>
  if (Number.isNaN(numbers['num_round'])) {
    throw new ClientError('Hyperparameter num_round is missing; it is the number of boosting rounds, 1 or more.')
  }
  const objective = readObjective(texts.get('objective') ?? 'reg:squarederror')
  const parameters = {
    ...(numbers as unknown as Parameters),
    objective,
    // What XGBoost takes for this objective: it also keeps the exponential from running away.
    ...(objective === 'count:poisson' && !texts.has('max_delta_step') && { max_delta_step: 0.7 }),
    eval_metric: readMetrics(objective, texts.get('eval_metric')),
    base_score: optional(numbers['base_score']!),
    early_stopping_rounds: optional(numbers['early_stopping_rounds']!),
  }
  checkTogether(parameters)
  return parameters
}

const optional = (value: number) => (Number.isNaN(value) ? undefined : value)

function resolveNames(given: Record<string, string>): Map<string, string> {
  const texts = new Map<string, string>()
  for (const [written, raw] of Object.entries(given)) {
    const name = ALIASES[written] ?? written
    const value = String(raw).trim()
    // SageMaker's own job runner adds its settings under this prefix.
    if (name.startsWith('sagemaker_') || name.startsWith('_')) continue
    if (texts.has(name)) throw new ClientError(`Hyperparameter ${name} is given twice, also under its alias.`)
    const only = ONLY[name]
    if (only && !only.includes(value.toLowerCase())) {
      throw new ClientError(`Hyperparameter ${name} is '${value}'; allowed: ${only.join(', ')}.`)
    }
    if (!only && !(name in NUMBERS) && name !== 'objective' && name !== 'eval_metric') {
      const known = [...Object.keys(NUMBERS), 'objective', 'eval_metric', ...Object.keys(ONLY)].sort().join(', ')
      throw new ClientError(`Hyperparameter ${written} is not known; known: ${known}.`)
    }
    texts.set(name, value)
  }
  return texts
}

function readNumber(name: string, rule: NumberRule, text: string | undefined): number {
  if (text === undefined) return rule.default
  const value = text === '' ? Number.NaN : Number(text)
  const inRange = (rule.above ? value > rule.from : value >= rule.from) && value <= (rule.to ?? Number.MAX_VALUE)
  if (Number.isFinite(value) && inRange && (!rule.whole || Number.isInteger(value))) return value
  throw new ClientError(`Hyperparameter ${name} is '${text}'; allowed: ${rangeText(rule)}.`)
}

function rangeText(rule: NumberRule): string {
  const kind = rule.whole ? 'a whole number' : 'a number'
  if (rule.from === Number.NEGATIVE_INFINITY) return kind
  const low = rule.above ? `above ${rule.from}` : `from ${rule.from}`
  return rule.to === undefined ? `${kind} ${low}${rule.above ? '' : ' up'}` : `${kind} ${low} to ${rule.to}`
}

function readObjective(text: string): ObjectiveName {
  // The built-in algorithm still accepts the name of old.
  const name = text === 'reg:linear' ? 'reg:squarederror' : text
  if (name in OBJECTIVES) return name as ObjectiveName
  throw new ClientError(`Hyperparameter objective is '${text}'; allowed: ${Object.keys(OBJECTIVES).join(', ')}.`)
}

function readMetrics(objective: ObjectiveName, text: string | undefined): MetricName[] {
  const { metrics, defaultMetric } = OBJECTIVES[objective]
  const names = (text ?? defaultMetric)
    .replace(/[[\]"' ]/g, '')
    .split(',')
    .filter(Boolean)
  for (const name of names) {
    if (!metrics.includes(name as MetricName)) {
      throw new ClientError(
        `Hyperparameter eval_metric is '${name}'; allowed with ${objective}: ${metrics.join(', ')}.`,
      )
    }
  }
  if (names.length === 0) throw new ClientError(`Hyperparameter eval_metric is empty; allowed: ${metrics.join(', ')}.`)
  return names as MetricName[]
}

function checkTogether(parameters: Parameters): void {
  const { objective, num_class, base_score } = parameters
  const { family } = OBJECTIVES[objective]
  if (family === 'softmax' && num_class === 0) {
    throw new ClientError(`Hyperparameter num_class is missing; ${objective} needs it: a whole number from 2.`)
  }
  if (family !== 'softmax' && num_class !== 0) {
    throw new ClientError(`Hyperparameter num_class is '${num_class}'; ${objective} has no classes, leave it out.`)
  }
  if (family === 'logistic' && base_score !== undefined && !(base_score > 0 && base_score < 1)) {
    throw new ClientError(`Hyperparameter base_score is '${base_score}'; allowed with ${objective}: between 0 and 1.`)
  }
  if (family === 'poisson' && base_score !== undefined && base_score <= 0) {
    throw new ClientError(`Hyperparameter base_score is '${base_score}'; allowed with ${objective}: above 0.`)
  }
}
