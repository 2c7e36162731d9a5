import { aucOf } from './auc.ts'
import { checkEvaluation, type Evaluated, EvaluationError } from './check-evaluation.ts'
import { accuracyFrom, confusionOf, f1From, precisionFrom, recallFrom } from './confusion.ts'
import { logLossOf, multiLogLossOf } from './log-loss.ts'
import { likeliestClasses, macroF1Of, multiAccuracyOf } from './multiclass.ts'
import { maeOf, rmseOf } from './regression-errors.ts'

export { type Evaluated, EvaluationError }

/** Metric by name. A metric that the rows leave undefined is absent, and `undefinedBecause` has the reason. */
interface Metrics {
  rows: number
  metrics: Record<string, number>
  undefinedBecause: Record<string, string>
}

interface SliceMetrics extends Metrics {
  column: string
  value: string
}

export interface Evaluation extends Metrics {
  /** One entry for each value of each slice column, in ascending order of both. */
  slices: SliceMetrics[]
}

const UNDEFINED: Record<string, string> = {
  auc: 'all rows have one label; ranking needs both classes',
  precision: 'no row was called positive',
  recall: 'no row is positive',
  f1: 'no row is or was called positive',
}

/**
 * Metrics of predictions against labels, over all rows and per slice.
 * - binary: auc, logloss, accuracy, f1, precision, recall (the last four at `threshold`)
 * - regression: rmse, mae
 * - multiclass: accuracy, f1 (macro), logloss; predictions are rows × classes probabilities
 *
 * @throws {EvaluationError} lengths differ, no rows, NaN, or values outside the problem's range
 */
export function evaluate(input: Evaluated): Evaluation {
  checkEvaluation(input)
  const slices = Object.entries(input.slices ?? {})
    .sort(([a], [b]) => ascending(a, b))
    .flatMap(([column, values]) =>
      [...rowsByValue(values)]
        .sort(([a], [b]) => ascending(a, b))
        .map(([value, rows]) => ({ column, value, ...metricsOf(selectRows(input, rows)) })),
    )
  return { ...metricsOf(input), slices }
}

const ascending = (a: string, b: string) => (a < b ? -1 : 1)

function metricsOf(input: Evaluated): Metrics {
  const metrics: Record<string, number> = {}
  const undefinedBecause: Record<string, string> = {}
  for (const [name, value] of Object.entries(VALUES[input.problem](input))) {
    if (value === null) undefinedBecause[name] = UNDEFINED[name]!
    else metrics[name] = value
  }
  return { rows: input.labels.length, metrics, undefinedBecause }
}

const VALUES: Record<Evaluated['problem'], (input: Evaluated) => Record<string, number | null>> = {
  binary: ({ labels, predictions, threshold }) => {
    const confusion = confusionOf(labels, predictions, threshold)
    return {
      auc: aucOf(labels, predictions),
      logloss: logLossOf(labels, predictions),
      accuracy: accuracyFrom(confusion),
      f1: f1From(confusion),
      precision: precisionFrom(confusion),
      recall: recallFrom(confusion),
    }
  },
  regression: ({ labels, predictions }) => ({ rmse: rmseOf(labels, predictions), mae: maeOf(labels, predictions) }),
  multiclass: ({ labels, predictions, classes }) => {
    const called = likeliestClasses(predictions, classes!)
    return {
      accuracy: multiAccuracyOf(labels, called),
      f1: macroF1Of(labels, called),
      logloss: multiLogLossOf(labels, predictions, classes!),
    }
  },
}

function rowsByValue(column: ArrayLike<string | number>): Map<string, number[]> {
  const rows = new Map<string, number[]>()
  for (let i = 0; i < column.length; i++) {
    const value = String(column[i])
    const known = rows.get(value)
    if (known) known.push(i)
    else rows.set(value, [i])
  }
  return rows
}

function selectRows(input: Evaluated, rows: number[]): Evaluated {
  const width = input.problem === 'multiclass' ? input.classes! : 1
  const predictions = new Float64Array(rows.length * width)
  rows.forEach((row, i) => {
    for (let k = 0; k < width; k++) predictions[i * width + k] = input.predictions[row * width + k]!
  })
  return { ...input, labels: Float64Array.from(rows, (row) => input.labels[row]!), predictions, slices: {} }
}
