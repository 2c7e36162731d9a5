import type { CapturedAnswer } from './captured-answers.ts'
import type { Scored } from './quality-difference.ts'

/**
 * Predictions beside the truth that arrived for them. Regression and ranking metrics read one number a row; several are
 * the probabilities of classes. Rows whose truth has another length, or is impossible, are left out.
 */
export function scoredByTruth(
  answers: CapturedAnswer[],
  truth: Map<string, Float64Array>,
  { metric, threshold }: { metric: string; threshold: number },
): Scored {
  const joined = answers.flatMap((answer) => {
    const labels = truth.get(answer.inferenceId ?? answer.eventId) ?? truth.get(answer.eventId)
    const rows = answer.values.length / answer.width
    return labels && labels.length === rows ? [{ answer, labels }] : []
  })
  const width = joined[0]?.answer.width ?? 1
  const problem = width > 1 ? 'multiclass' : metric === 'rmse' || metric === 'mae' ? 'regression' : 'binary'
  const isRight = (label: number, row: Float64Array) => {
    if (problem === 'regression') return Number.isFinite(label) && Number.isFinite(row[0])
    if (row.some((value) => !(value >= 0 && value <= 1))) return false
    return problem === 'binary' ? label === 0 || label === 1 : Number.isInteger(label) && label >= 0 && label < width
  }
  const labels: number[] = []
  const predictions: number[] = []
  for (const { answer, labels: known } of joined) {
    if (answer.width !== width) continue
    known.forEach((label, row) => {
      const values = answer.values.subarray(row * width, (row + 1) * width)
      if (!isRight(label, values)) return
      labels.push(label)
      predictions.push(...values)
    })
  }
  const classes = problem === 'multiclass' ? { classes: width } : {}
  return { problem, labels, predictions, threshold, ...classes }
}

/** One number for each row: the prediction, or the class that is likeliest. */
export function predictedValues(answers: CapturedAnswer[]): Float64Array {
  return Float64Array.from(
    answers.flatMap(({ values, width }) => {
      if (width === 1) return [...values]
      return Array.from({ length: values.length / width }, (_, row) => {
        const classes = values.subarray(row * width, (row + 1) * width)
        return classes.indexOf(classes.reduce((most, value) => Math.max(most, value)))
      })
    }),
  )
}
