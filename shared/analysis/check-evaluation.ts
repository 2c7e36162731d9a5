/** Columns to evaluate. */
export interface Evaluated {
  problem: 'binary' | 'regression' | 'multiclass'
  /** binary: 0 or 1; regression: any number; multiclass: class index 0 … classes − 1. */
  labels: ArrayLike<number>
  /** binary: probability of class 1; regression: the label's unit; multiclass: rows × classes probabilities, row after row. */
  predictions: ArrayLike<number>
  /** multiclass only. */
  classes?: number
  /** Name → the value of each row. */
  slices?: Record<string, ArrayLike<string | number>>
  /** binary: from it on a row is called positive; 0.5 when not given. */
  threshold?: number
}

/** The columns cannot be evaluated; the message says which, where and why. */
export class EvaluationError extends Error {
  override name = 'EvaluationError'
}

/** @throws {EvaluationError} */
export function checkEvaluation(input: Evaluated): void {
  const { problem, labels, predictions, classes = 0 } = input
  const rows = labels.length
  if (rows === 0) throw new EvaluationError('There is no row to evaluate.')
  if (problem === 'multiclass' && !(Number.isInteger(classes) && classes >= 2)) {
    throw new EvaluationError(`classes is ${input.classes}; a multiclass problem has a whole number of 2 or more.`)
  }
  const width = problem === 'multiclass' ? classes : 1
  if (predictions.length !== rows * width) {
    const each = width === 1 ? '' : ` × ${width} classes`
    throw new EvaluationError(`There are ${rows} labels${each} but ${predictions.length} predictions.`)
  }
  for (const [name, column] of Object.entries(input.slices ?? {})) {
    if (column.length !== rows) {
      throw new EvaluationError(`Slice '${name}' has ${column.length} values for ${rows} rows.`)
    }
  }
  checkValues(labels, (value) => isLabel(value, problem, classes), 'Label', LABELS[problem])
  const probability = problem !== 'regression'
  checkValues(
    predictions,
    (value) => (probability ? value >= 0 && value <= 1 : Number.isFinite(value)),
    'Prediction',
    probability ? 'a probability from 0 to 1' : 'a finite number',
  )
}

const LABELS: Record<Evaluated['problem'], string> = {
  binary: '0 or 1',
  regression: 'a finite number',
  multiclass: 'a class index below classes',
}

function isLabel(value: number, problem: Evaluated['problem'], classes: number): boolean {
  if (problem === 'binary') return value === 0 || value === 1
  if (problem === 'regression') return Number.isFinite(value)
  return Number.isInteger(value) && value >= 0 && value < classes
}

function checkValues(
  values: ArrayLike<number>,
  right: (value: number) => boolean,
  what: string,
  allowed: string,
): void {
  for (let i = 0; i < values.length; i++) {
    if (!right(values[i]!)) throw new EvaluationError(`${what} ${i + 1} is ${values[i]}; it must be ${allowed}.`)
  }
}
