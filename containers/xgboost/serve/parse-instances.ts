import { ClientError } from '../errors.ts'

/**
 * SageMaker's common JSON format: `{"instances": [{"features": [1, null]}, …]}`, or one `{"features": […]}` per line.
 * Bare arrays are taken too; null and NaN mean missing.
 */
export function parseInstances(body: Buffer, features: number, lines: boolean): { rows: number; values: Float32Array } {
  const instances = lines ? parseLines(body) : parseDocument(body)
  if (instances.length === 0) throw new ClientError('The request holds no instance.')
  const values = new Float32Array(instances.length * features)
  instances.forEach((instance, row) => {
    const cells = Array.isArray(instance) ? instance : (instance as { features?: unknown } | null)?.features
    if (!Array.isArray(cells)) throw new ClientError(`Instance ${row + 1} has no list 'features'.`)
    if (cells.length !== features) {
      throw new ClientError(`Instance ${row + 1} has ${cells.length} features, but the model takes ${features}.`)
    }
    cells.forEach((cell, column) => {
      if (cell !== null && (typeof cell !== 'number' || !Number.isFinite(cell))) {
        throw new ClientError(`Instance ${row + 1}, feature ${column + 1}: ${JSON.stringify(cell)} is not a number.`)
      }
      values[row * features + column] = cell ?? Number.NaN
    })
  })
  return { rows: instances.length, values }
}

function parseDocument(body: Buffer): unknown[] {
  const instances = parseJson(body.toString('utf8'), 'The request body')?.instances
  if (!Array.isArray(instances)) throw new ClientError("The request body has no list 'instances'.")
  return instances
}

function parseLines(body: Buffer): unknown[] {
  return body
    .toString('utf8')
    .split('\n')
    .map((line, i) => ({ line: line.trim(), number: i + 1 }))
    .filter(({ line }) => line !== '')
    .map(({ line, number }) => parseJson(line, `Line ${number}`))
}

function parseJson(text: string, what: string): any {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ClientError(`${what} is not JSON: ${(error as Error).message}`)
  }
}
