type Numbers = ArrayLike<number>

/** The class with the highest probability in each row of rows × classes; the lower class wins a tie. */
export function likeliestClasses(probabilities: Numbers, classes: number): Int32Array {
  const likeliest = new Int32Array(probabilities.length / classes)
  for (let row = 0; row < likeliest.length; row++) {
    let best = 0
    for (let k = 1; k < classes; k++)
      if (probabilities[row * classes + k]! > probabilities[row * classes + best]!) best = k
    likeliest[row] = best
  }
  return likeliest
}

/** The share of rows whose called class is the true one. */
export function multiAccuracyOf(labels: Numbers, called: Numbers): number {
  let right = 0
  for (let i = 0; i < labels.length; i++) if (labels[i] === called[i]) right++
  return right / labels.length
}

/** F1 of each class against all others, averaged without weights over the classes that occur or were called. */
export function macroF1Of(labels: Numbers, called: Numbers): number {
  const perClass = new Map<number, { hit: number; truth: number; called: number }>()
  const counts = (label: number) => {
    const known = perClass.get(label) ?? { hit: 0, truth: 0, called: 0 }
    perClass.set(label, known)
    return known
  }
  for (let i = 0; i < labels.length; i++) {
    counts(labels[i]!).truth++
    counts(called[i]!).called++
    if (labels[i] === called[i]) counts(labels[i]!).hit++
  }
  let sum = 0
  for (const { hit, truth, called } of perClass.values()) sum += (2 * hit) / (truth + called)
  return sum / perClass.size
}
