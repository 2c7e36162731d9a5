import { CsvTable } from '../data/csv-table.ts'
import { ClientError } from '../errors.ts'
import { predict } from '../model/predict.ts'
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
  const { width, values: predictions } = predict(model, values, rows)
  const row = (i: number) => Array.from(predictions.subarray(i * width, (i + 1) * width))
  const scores = Array.from({ length: rows }, (_, i) => row(i))
  switch (outputType(accept, inputType)) {
    case 'application/json':
      return {
        type: 'application/json',
        body: JSON.stringify({ predictions: scores.map((score) => ({ score: lone(score) })) }),
      }
    case 'application/jsonlines':
      return {
        type: 'application/jsonlines',
        body: scores.map((score) => `${JSON.stringify({ score: lone(score) })}\n`).join(''),
      }
    default:
      return { type: 'text/csv; charset=utf-8', body: scores.map((score) => `${score.join(',')}\n`).join('') }
  }
}

const lone = (score: number[]) => (score.length === 1 ? score[0] : score)

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
