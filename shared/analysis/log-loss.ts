type Numbers = ArrayLike<number>

/** Probabilities are kept within [ε, 1 − ε], so that one certain and wrong prediction does not make the loss infinite. As scikit-learn does. */
const LOG_LOSS_EPSILON = Number.EPSILON

const clip = (p: number) => Math.min(1 - LOG_LOSS_EPSILON, Math.max(LOG_LOSS_EPSILON, p))

/** Mean −[y ln p + (1 − y) ln(1 − p)] in nats; a label above 0.5 is a positive, p the probability of the positive class. */
export function logLossOf(labels: Numbers, probabilities: Numbers): number {
  let sum = 0
  for (let i = 0; i < labels.length; i++) {
    const p = clip(probabilities[i]!)
    sum -= Math.log(labels[i]! > 0.5 ? p : 1 - p)
  }
  return sum / labels.length
}

/** Mean −ln p of the true class in nats; `probabilities` holds rows × classes, row after row. */
export function multiLogLossOf(labels: Numbers, probabilities: Numbers, classes: number): number {
  let sum = 0
  for (let i = 0; i < labels.length; i++) sum -= Math.log(clip(probabilities[i * classes + labels[i]!]!))
  return sum / labels.length
}
