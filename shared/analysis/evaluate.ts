import { aucOf } from './auc.ts'
import { checkEvaluation, type Evaluated, EvaluationError } from './check-evaluation.ts'
import { accuracyFrom, confusionOf, f1From, precisionFrom, recallFrom } from './confusion.ts'
import { logLossOf, multiLogLossOf } from './log-loss.ts'
import { likeliestClasses, macroF1Of, multiAccuracyOf } from './multiclass.ts'
import { maeOf, rmseOf } from './regression-errors.ts'

export { type Evaluated, EvaluationError }

/** Metric by name; null where the rows leave it undefined, with the reason in `undefinedBecause`. */
export interface Metrics {
  rows: number
  values: Record<string, number | null>
  undefinedBecause: Record<string, string>
}

export interface Evaluation extends Metrics {
  /** Slice column → its value → metrics of the rows that have it. Columns and values in ascending order. */
  slices: Record<string, Record<string, Metrics>>
}

const UNDEFINED: Record<string, string> = {
  auc: 'all rows have one label; ranking needs both classes',
  precision: 'no row was called positive',
  recall: 'no row is positive',
  f1: 'no row is or was called positive',
}

/**
 * Metrics of predictions against labels, over all rows and per slice.
 * - binary: auc, logLoss, accuracy, f1, precision, recall (the last four at `threshold`)
 * - regression: rmse, mae
 * - multiclass: accuracy, f1 (macro), logLoss; predictions are rows × classes probabilities
 *
 * @throws {EvaluationError} lengths differ, no rows, NaN, or values outside the problem's range
 */
export function evaluate(input: Evaluated): Evaluation {
  checkEvaluation(input)
  const slices: Evaluation['slices'] = {}
  for (const column of Object.keys(input.slices ?? {}).sort()) {
    slices[column] = Object.fromEntries(
      [...rowsByValue(input.slices![column]!)]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([value, rows]) => [value, metricsOf(selectRows(input, rows))]),
    )
  }
  return { ...metricsOf(input), slices }
}

function metricsOf(input: Evaluated): Metrics {
  const values = VALUES[input.problem](input)
  const undefinedNames = Object.keys(values).filter((name) => values[name] === null)
  return {
    rows: input.labels.length,
    values,
    undefinedBecause: Object.fromEntries(undefinedNames.map((name) => [name, UNDEFINED[name]!])),
  }
}

const VALUES: Record<Evaluated['problem'], (input: Evaluated) => Record<string, number | null>> = {
  binary: ({ labels, predictions, threshold }) => {
    const confusion = confusionOf(labels, predictions, threshold)
    return {
      auc: aucOf(labels, predictions),
      logLoss: logLossOf(labels, predictions),
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
      logLoss: multiLogLossOf(labels, predictions, classes!),
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
