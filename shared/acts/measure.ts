import { columnsOfCsv } from '#shared/analysis/columns-of-csv.ts'
import { type Evaluated, EvaluationError, evaluate } from '#shared/analysis/evaluate.ts'
import { type Scores, scoresOfCsv } from '#shared/analysis/scores-of-csv.ts'
import type { Evaluation } from '#shared/domain/judge-model.ts'
import type { Metrics } from '#shared/domain/ledger-items.ts'
import { DataRefused } from '#shared/errors.ts'
import type { ProblemKind } from '#shared/manifest/manifest.ts'
import { type AnswerKind, metricsFor } from '#shared/manifest/objective.ts'

export interface Measured {
  problem: ProblemKind
  answer: AnswerKind
  /** The first column of the file of labels; the others are slices. */
  labels: string
  predictions: string
  threshold: number
}

/** Metrics of one model on the hold-out, over all rows and by slice. */
export function measure({ problem, answer, labels, predictions, threshold }: Measured): Evaluation {
  try {
    const [[, label = []] = [], ...slices] = columnsOfCsv(labels)
    const truth = Float64Array.from(label, Number)
    const scores = scoresOfCsv(predictions)
    const shared = { problem, labels: truth, slices: Object.fromEntries(slices), threshold }
    const { rows, metrics, slices: bySlice } = evaluate({ ...shared, ...predicted(problem, answer, truth, scores) })
    const names = metricsFor(problem, answer)
    const kept = (all: Record<string, number>) =>
      Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name))) as Metrics
    return {
      rows,
      metrics: kept(metrics),
      slices: bySlice.map((slice) => ({
        column: slice.column,
        value: slice.value,
        rows: slice.rows,
        metrics: kept(slice.metrics),
      })),
    }
  } catch (cause) {
    if (!(cause instanceof EvaluationError) && !(cause instanceof RangeError)) throw cause
    throw new DataRefused(`the hold-out could not be evaluated: ${cause.message}`, { cause })
  }
}

/** The answers in the form in which metrics are computed. */
function predicted(
  problem: ProblemKind,
  answer: AnswerKind,
  labels: Float64Array,
  { values, width }: Scores,
): Pick<Evaluated, 'predictions' | 'classes'> {
  // A margin ranks as its probability does.
  if (problem === 'binary' && answer === 'number')
    return { predictions: values.map((value) => 1 / (1 + Math.exp(-value))) }
  if (problem !== 'multiclass') return { predictions: values }
  if (answer === 'probabilities') return { predictions: values, classes: width }
  const classes = 1 + [...labels, ...values].reduce((most, value) => Math.max(most, value), 1)
  const predictions = new Float64Array(values.length * classes)
  values.forEach((value, row) => {
    predictions[row * classes + value] = 1
  })
  return { predictions, classes }
}
