import { uniform } from '../trees/random.ts'
import type { Objective } from './objective.ts'

const LEAST_HESSIAN = 1e-16

/** Fixed-point scales: a gradient g is kept as the whole number g × gradient. Powers of two, so nothing is lost on the way back. */
export interface Scales {
  gradient: number
  hessian: number
}

/** The finest powers of two with which a gradient fits 30 bits and the sum over all rows 52. */
export function scalesFor(largestGradient: number, largestHessian: number, rows: number): Scales {
  const finest = (largest: number) =>
    2 ** Math.floor(Math.min(30, 52 - Math.log2(rows)) - Math.log2(Math.max(largest, 2 ** -100)))
  return { gradient: finest(largestGradient), hessian: finest(largestHessian) }
}

export interface GradientTask {
  family: Objective['family']
  outputs: number
  scales: Scales
  positiveWeight: number
  /** Of count:poisson, in whose hessian it is. */
  maxDeltaStep: number
  subsample: number
  seed: number
  round: number
}

type Gradients = (
  task: GradientTask,
  predictions: Float32Array,
  labels: Float32Array,
  into: Int32Array,
  begin: number,
  end: number,
) => void

/**
 * Writes fixed-point (gradient, hessian) pairs for the rows [begin, end), output after output. `predictions` are
 * transformed: probabilities for the logistic losses, counts for Poisson's. Rows left out by subsampling get zeros.
 */
export const computeGradients: Gradients = (task, predictions, labels, into, begin, end) => {
  if (task.family === 'softmax') softmaxGradients(task, predictions, labels, into, begin, end)
  else if (task.family === 'poisson') poissonGradients(task, predictions, labels, into, begin, end)
  else if (task.family === 'logistic') logisticGradients(task, predictions, labels, into, begin, end)
  else squaredGradients(task, predictions, labels, into, begin, end)
  if (task.subsample < 1) dropRows(task, into, labels.length, begin, end)
}

const squaredGradients: Gradients = (task, predictions, labels, into, begin, end) => {
  const { gradient, hessian } = task.scales
  for (let row = begin; row < end; row++) {
    const weight = labels[row] === 1 ? task.positiveWeight : 1
    into[2 * row] = (predictions[row]! - labels[row]!) * weight * gradient
    into[2 * row + 1] = weight * hessian
  }
}

/** Source: XGBoost, src/objective/regression_obj.cu, PoissonRegression. */
const poissonGradients: Gradients = (task, predictions, labels, into, begin, end) => {
  const { gradient, hessian } = task.scales
  const cautious = Math.exp(task.maxDeltaStep) * hessian
  for (let row = begin; row < end; row++) {
    into[2 * row] = (predictions[row]! - labels[row]!) * gradient
    into[2 * row + 1] = predictions[row]! * cautious
  }
}

const logisticGradients: Gradients = (task, predictions, labels, into, begin, end) => {
  const { gradient, hessian } = task.scales
  for (let row = begin; row < end; row++) {
    const p = predictions[row]!
    const label = labels[row]!
    const weight = label === 1 ? task.positiveWeight : 1
    into[2 * row] = (p - label) * weight * gradient
    into[2 * row + 1] = Math.max(p * (1 - p), LEAST_HESSIAN) * weight * hessian
  }
}

const softmaxGradients: Gradients = (task, predictions, labels, into, begin, end) => {
  const { gradient, hessian } = task.scales
  const stride = 2 * labels.length
  for (let row = begin; row < end; row++) {
    const label = labels[row]!
    for (let k = 0; k < task.outputs; k++) {
      const p = predictions[row * task.outputs + k]!
      into[k * stride + 2 * row] = (label === k ? p - 1 : p) * gradient
      into[k * stride + 2 * row + 1] = Math.max(2 * p * (1 - p), LEAST_HESSIAN) * hessian
    }
  }
}

function dropRows(task: GradientTask, into: Int32Array, rows: number, begin: number, end: number): void {
  for (let row = begin; row < end; row++) {
    if (uniform(task.seed, task.round, row) < task.subsample) continue
    for (let k = 0; k < task.outputs; k++) {
      into[2 * (k * rows + row)] = 0
      into[2 * (k * rows + row) + 1] = 0
    }
  }
}
