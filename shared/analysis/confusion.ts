type Numbers = ArrayLike<number>

/** Counts of a binary decision against the truth. */
export interface Confusion {
  truePositives: number
  falsePositives: number
  trueNegatives: number
  falseNegatives: number
}

/** A row is called positive when its score is `threshold` or more; a label above 0.5 is a positive. */
export function confusionOf(labels: Numbers, scores: Numbers, threshold = 0.5): Confusion {
  const counts = { truePositives: 0, falsePositives: 0, trueNegatives: 0, falseNegatives: 0 }
  for (let i = 0; i < labels.length; i++) {
    const called = scores[i]! >= threshold
    if (labels[i]! > 0.5) called ? counts.truePositives++ : counts.falseNegatives++
    else called ? counts.falsePositives++ : counts.trueNegatives++
  }
  return counts
}

export function accuracyFrom(c: Confusion): number {
  const rows = c.truePositives + c.falsePositives + c.trueNegatives + c.falseNegatives
  return (c.truePositives + c.trueNegatives) / rows
}

/** Of the rows called positive, how many are; null when none was called. */
export function precisionFrom(c: Confusion): number | null {
  const called = c.truePositives + c.falsePositives
  return called === 0 ? null : c.truePositives / called
}

/** Of the positive rows, how many were called; null when there is none. */
export function recallFrom(c: Confusion): number | null {
  const positives = c.truePositives + c.falseNegatives
  return positives === 0 ? null : c.truePositives / positives
}

/** 2TP / (2TP + FP + FN), the harmonic mean of precision and recall; null when no row is or was called positive. */
export function f1From(c: Confusion): number | null {
  const weight = 2 * c.truePositives + c.falsePositives + c.falseNegatives
  return weight === 0 ? null : (2 * c.truePositives) / weight
}
