type Numbers = ArrayLike<number>

/** √ mean (prediction − label)², in the label's unit. */
export function rmseOf(labels: Numbers, predictions: Numbers): number {
  let sum = 0
  for (let i = 0; i < labels.length; i++) sum += (predictions[i]! - labels[i]!) ** 2
  return Math.sqrt(sum / labels.length)
}

/** Mean |prediction − label|, in the label's unit. */
export function maeOf(labels: Numbers, predictions: Numbers): number {
  let sum = 0
  for (let i = 0; i < labels.length; i++) sum += Math.abs(predictions[i]! - labels[i]!)
  return sum / labels.length
}
