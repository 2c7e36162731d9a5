export interface Scores {
  /** Row after row. */
  values: Float64Array
  /** Numbers in each row. */
  width: number
}

/**
 * The numbers of a prediction file: one row a line, numbers separated by commas or blanks, brackets left out, as
 * SageMaker's containers answer text/csv.
 *
 * @throws {RangeError} a field is no number, or lines differ in length; the message names the line
 */
export function scoresOfCsv(text: string): Scores {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const width = lines.length === 0 ? 1 : fieldsOf(lines[0]!).length
  const values = new Float64Array(lines.length * width)
  lines.forEach((line, row) => {
    const fields = fieldsOf(line)
    if (fields.length !== width) {
      throw new RangeError(`line ${row + 1} of the predictions has ${fields.length} numbers, and line 1 has ${width}`)
    }
    fields.forEach((field, column) => {
      const value = Number(field)
      if (Number.isNaN(value))
        throw new RangeError(`line ${row + 1} of the predictions holds ${field}, which is no number`)
      values[row * width + column] = value
    })
  })
  return { values, width }
}

function fieldsOf(line: string): string[] {
  return line
    .replace(/[[\]"]/g, ' ')
    .trim()
    .split(/[\s,]+/)
}
