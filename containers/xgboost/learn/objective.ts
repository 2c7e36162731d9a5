import { ClientError } from '../errors.ts'
import type { MetricName, ObjectiveName } from './parameters.ts'

export interface Objective {
  name: ObjectiveName
  family: 'squared' | 'logistic' | 'poisson' | 'softmax'
  defaultMetric: MetricName
  metrics: readonly MetricName[]
}

const REGRESSION: readonly MetricName[] = ['rmse', 'mae']
const BINARY: readonly MetricName[] = ['logloss', 'error', 'auc', 'rmse', 'mae']
const COUNTS: readonly MetricName[] = ['poisson-nloglik', 'rmse', 'mae']
const MULTI: readonly MetricName[] = ['mlogloss', 'merror']

export const OBJECTIVES: Record<ObjectiveName, Objective> = {
  'reg:squarederror': { name: 'reg:squarederror', family: 'squared', defaultMetric: 'rmse', metrics: REGRESSION },
  'reg:logistic': { name: 'reg:logistic', family: 'logistic', defaultMetric: 'rmse', metrics: BINARY },
  'binary:logistic': { name: 'binary:logistic', family: 'logistic', defaultMetric: 'logloss', metrics: BINARY },
  'count:poisson': { name: 'count:poisson', family: 'poisson', defaultMetric: 'poisson-nloglik', metrics: COUNTS },
  'multi:softmax': { name: 'multi:softmax', family: 'softmax', defaultMetric: 'mlogloss', metrics: MULTI },
  'multi:softprob': { name: 'multi:softprob', family: 'softmax', defaultMetric: 'mlogloss', metrics: MULTI },
}

const logit = (probability: number) => -Math.log(1 / probability - 1)
const sigmoid = (margin: number) => 1 / (1 + Math.exp(-margin))

/** Margin that `base_score` stands for. */
export function baseMargin(objective: Objective, baseScore: number): number {
  if (objective.family === 'logistic') return Math.fround(logit(baseScore))
  return Math.fround(objective.family === 'poisson' ? Math.log(baseScore) : baseScore)
}

/** Refuses labels the objective cannot learn from. */
export function checkLabels(objective: Objective, labels: Float32Array, classes: number, channel: string): void {
  if (objective.family === 'squared') return
  const highest = { softmax: classes - 1, logistic: 1, poisson: Number.MAX_VALUE }[objective.family]
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!
    const whole = objective.family !== 'softmax' || Number.isInteger(label)
    if (label >= 0 && label <= highest && whole) continue
    const allowed = {
      softmax: `a whole number from 0 to num_class − 1 = ${highest}`,
      logistic: 'in [0, 1]',
      poisson: '0 or more',
    }[objective.family]
    throw new ClientError(
      `Channel '${channel}', row ${row + 1}: label ${label} must be ${allowed} for ${objective.name}.`,
    )
  }
}

/**
 * The automatic base_score, as XGBoost 3 fits it: the mean of the labels; one Newton step from 0.5 when positives weigh
 * more. For softmax 0.5, which has no effect; a list of one score per class could not be read by versions before 3.1.
 */
export function estimateBaseScore(objective: Objective, labels: Float32Array, positiveWeight: number): number {
  if (objective.family === 'softmax') return 0.5
  let sum = 0
  for (const label of labels) sum += label
  const mean = sum / labels.length
  if (objective.family === 'squared') return Math.fround(mean)
  // Of nothing but zeros there is no logarithm.
  if (objective.family === 'poisson') return Math.fround(Math.max(mean, 1e-6))
  const weighted = positiveWeight === 1 ? mean : newtonStep(labels, positiveWeight)
  return Math.fround(Math.min(1 - 1e-6, Math.max(1e-6, weighted)))
}

function newtonStep(labels: Float32Array, positiveWeight: number): number {
  let gradient = 0
  let hessian = 0
  for (const label of labels) {
    const weight = label === 1 ? positiveWeight : 1
    gradient += (0.5 - label) * weight
    hessian += 0.25 * weight
  }
  return sigmoid(-gradient / hessian)
}

/** Turns margins [begin, end) of rows × outputs into what the objective's loss is about: values, counts or probabilities. */
export function transformMargins(
  family: Objective['family'],
  margins: Float32Array,
  into: Float32Array,
  begin: number,
  end: number,
  outputs: number,
): void {
  if (family === 'squared') into.set(margins.subarray(begin, end), begin)
  else if (family === 'poisson') for (let row = begin; row < end; row++) into[row] = Math.exp(margins[row]!)
  else if (family === 'logistic') {
    for (let row = begin; row < end; row++) into[row] = 1 / (1 + Math.exp(-margins[row]!))
  } else for (let row = begin; row < end; row++) softmax(margins, into, row * outputs, outputs)
}

/** Softmax of `outputs` margins from `at`. */
function softmax(margins: Float32Array, into: Float32Array, at: number, outputs: number): void {
  let highest = margins[at]!
  for (let k = 1; k < outputs; k++) if (margins[at + k]! > highest) highest = margins[at + k]!
  let sum = 0
  for (let k = 0; k < outputs; k++) {
    const e = Math.exp(margins[at + k]! - highest)
    into[at + k] = e
    sum += e
  }
  for (let k = 0; k < outputs; k++) into[at + k] = into[at + k]! / sum
}
