import { scoresOfCsv } from './scores-of-csv.ts'

/** One request and its answer, as data capture keeps them. */
export interface CapturedAnswer {
  eventId: string
  inferenceId?: string
  /** ISO 8601. */
  at: string
  /** The numbers answered, row after row, `width` in each row. */
  values: Float64Array
  width: number
}

/**
 * The answers in a file of data capture: JSON lines with captureData and eventMetadata. What holds no numbers, such as an
 * answer that was not captured or is no CSV or JSON, is left out, as is a last line that was cut off.
 */
export function capturedAnswers(text: string): CapturedAnswer[] {
  return text.split('\n').flatMap((line) => {
    const record = jsonOf(line)
    const output = record?.captureData?.endpointOutput
    const { eventId, inferenceId, inferenceTime } = record?.eventMetadata ?? {}
    if (typeof output?.data !== 'string' || typeof eventId !== 'string') return []
    const scores = scoresOf(output)
    if (!scores || scores.values.length === 0) return []
    return [{ eventId, ...(inferenceId && { inferenceId }), at: String(inferenceTime), ...scores }]
  })
}

/** Truth by inferenceId, or eventId where none was given: JSON lines with groundTruthData and eventMetadata. */
export function groundTruth(text: string): Map<string, Float64Array> {
  const truth = new Map<string, Float64Array>()
  for (const line of text.split('\n')) {
    const record = jsonOf(line)
    const id = record?.eventMetadata?.eventId
    const scores = record?.groundTruthData && scoresOf(record.groundTruthData)
    if (typeof id === 'string' && scores) truth.set(id, scores.values)
  }
  return truth
}

function jsonOf(line: string): any {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function scoresOf({ data, encoding }: { data: string; encoding?: string }) {
  const text = encoding === 'BASE64' ? Buffer.from(data, 'base64').toString() : data
  try {
    // Brackets are left out and line breaks part rows, so that lists of JSON are read too.
    return scoresOfCsv(encoding === 'JSON' ? text.replace(/\]\s*,\s*\[/g, '\n') : text)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
