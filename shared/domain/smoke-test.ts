import type { AnswerKind } from '#shared/manifest/objective.ts'

export interface SmokeTestFacts {
  /** Rows that were sent. */
  rows: number
  answer: AnswerKind
  /** Status and body of the endpoint's answer, text/csv with one prediction a line. */
  status: number
  body: string
}

export interface SmokeTestResult {
  passed: boolean
  reasons: string[]
  predictions: number[][]
}

/** Probabilities that come as 32-bit floats need not add up to one exactly. */
const tolerance = 1e-3

/** Is this an answer that a sound model could give to that many rows? Says everything that speaks against it. */
export function judgeAnswer({ rows, answer, status, body }: SmokeTestFacts): SmokeTestResult {
  if (status !== 200)
    return { passed: false, reasons: [`the endpoint answered with status ${status}`], predictions: [] }
  const predictions = predictionsIn(body, answer)
  const reasons: string[] = []
  if (predictions.length !== rows) {
    reasons.push(`${rows} rows were sent and ${predictions.length} predictions came back`)
  }
  const odd = predictions.findIndex((prediction) => oddity(prediction, answer) !== undefined)
  if (odd >= 0) reasons.push(`prediction ${odd + 1} is ${oddity(predictions[odd]!, answer)}`)
  return { passed: reasons.length === 0, reasons, predictions }
}

/** One list of numbers for each row. Lines may be bracketed, and single numbers may all stand on one line. */
function predictionsIn(body: string, answer: AnswerKind): number[][] {
  const lines = body.split(/\r?\n/).filter((line) => line.trim() !== '')
  const rows = lines.map((line) =>
    line
      .replace(/[[\]\s"]+/g, ' ')
      .split(/[,\s]+/)
      .filter(Boolean)
      .map(Number),
  )
  return answer === 'probabilities' ? rows : rows.flatMap((row) => row.map((number) => [number]))
}

function oddity(prediction: number[], answer: AnswerKind): string | undefined {
  const bad = prediction.find((number) => !Number.isFinite(number))
  if (bad !== undefined) return 'not a finite number'
  if (answer === 'number') return undefined
  const [first] = prediction
  if (answer === 'class') return Number.isInteger(first) && first! >= 0 ? undefined : `${first}, which is no class`
  const outside = prediction.find((number) => number < 0 || number > 1)
  if (outside !== undefined) return `${outside}, which is no probability`
  if (answer === 'probability') return undefined
  const sum = prediction.reduce((total, number) => total + number, 0)
  return Math.abs(sum - 1) <= tolerance ? undefined : `a set of probabilities that add up to ${sum}`
}
