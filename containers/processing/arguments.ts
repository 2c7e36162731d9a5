import { parseArgs } from 'node:util'
import { PrepareError } from './prepare-error.ts'

const FORMATS = ['csv', 'json', 'parquet'] as const
export type Format = (typeof FORMATS)[number]

export interface Arguments {
  recipe: string
  format: Format
  label: string
  slices: string[]
  minRows: number
}

/** The job's ContainerArguments. @throws {PrepareError} naming the argument, what was found and what is allowed */
export function readArguments(argv: string[]): Arguments {
  const { recipe, format, label, slices, 'min-rows': minRows } = parse(argv)
  if (!recipe) throw new PrepareError('Argument --recipe is missing; name prepare.sql, prepare.py or prepare.mjs.')
  if (!label) throw new PrepareError('Argument --label is missing; name the column to learn.')
  if (!FORMATS.includes(format as Format)) {
    const why = format === 'avro' ? 'Format avro is not supported' : `Argument --format is '${format ?? ''}'`
    throw new PrepareError(`${why}; allowed: ${FORMATS.join(', ')}.`)
  }
  const least = Number(minRows ?? 1)
  if (!Number.isInteger(least) || least < 0) {
    throw new PrepareError(`Argument --min-rows is '${minRows}'; allowed: a whole number from 0.`)
  }
  const names = (slices ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)
  return { recipe, format: format as Format, label, slices: names, minRows: least }
}

function parse(argv: string[]) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({
      args: argv,
      options: { recipe: text, format: text, label: text, slices: text, 'min-rows': text },
    }).values
  } catch (error) {
    throw new PrepareError((error as Error).message)
  }
}
