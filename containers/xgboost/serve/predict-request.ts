import { CsvTable } from '../data/csv-table.ts'
import { ClientError } from '../errors.ts'
import { type Predictions, predict } from '../model/predict.ts'
import type { Model } from '../model/read-model.ts'
import { parseInstances } from './parse-instances.ts'

/** A request that is not answered with predictions: its HTTP status and a sentence. */
export class RequestError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export interface Answer {
  type: string
  body: string
}

/** Predictions for the rows in `body`, in the form that `accept` asks for; by default the form of the input. */
export function predictRequest(model: Model, contentType: string, accept: string, body: Buffer): Answer {
  const inputType = contentType.split(';')[0]!.trim().toLowerCase()
  const { rows, values } = parseBody(inputType, body, model.forest.features)
  const predictions = predict(model, values, rows)
  switch (outputType(accept, inputType)) {
    case 'application/json':
      return { type: 'application/json', body: JSON.stringify({ predictions: scoresOf(predictions) }) }
    case 'application/jsonlines': {
      const lines = scoresOf(predictions).map((score) => `${JSON.stringify(score)}\n`)
      return { type: 'application/jsonlines', body: lines.join('') }
    }
    default:
      return { type: 'text/csv; charset=utf-8', body: csvOf(predictions) }
  }
}

function csvOf({ width, values }: Predictions): string {
  if (width === 1) return `${values.join('\n')}\n`
  const rows = Array.from({ length: values.length / width }, (_, row) => row * width)
  return rows.map((from) => `${values.subarray(from, from + width).join(',')}\n`).join('')
}

/** One number, or a list of the classes' probabilities, for each row. */
function scoresOf({ width, values }: Predictions): { score: number | number[] | undefined }[] {
  return Array.from({ length: values.length / width }, (_, row) => ({
    score: width === 1 ? values[row] : Array.from(values.subarray(row * width, (row + 1) * width)),
  }))
}

function parseBody(type: string, body: Buffer, features: number): { rows: number; values: Float32Array } {
  try {
    switch (type) {
      case 'text/csv':
        return parseCsv(body, features)
      case 'application/json':
      case 'application/jsonlines':
        return parseInstances(body, features, type === 'application/jsonlines')
    }
  } catch (error) {
    if (error instanceof ClientError) throw new RequestError(400, error.message)
    throw error
  }
  const found = type === '' ? 'The request has no Content-Type' : `Content-Type '${type}' is not supported`
  throw new RequestError(415, `${found}; supported: text/csv, application/json, application/jsonlines.`)
}

function parseCsv(body: Buffer, features: number) {
  const csv = new CsvTable(features, 'the model takes')
  csv.push(body)
  csv.endFile()
  if (csv.rows === 0) throw new ClientError('The request body is empty; send one row of features per line.')
  return csv.table()
}

function outputType(accept: string, inputType: string): string {
  const wanted = accept
    .split(',')
    .map((part) => part.split(';')[0]!.trim().toLowerCase())
    .filter(Boolean)
  if (wanted.length === 0 || wanted.includes('*/*')) return inputType
  const supported = wanted.find((type) => ['text/csv', 'application/json', 'application/jsonlines'].includes(type))
  if (supported) return supported
  throw new RequestError(
    406,
    `Accept '${accept}' is not supported; supported: text/csv, application/json, application/jsonlines.`,
  )
}
