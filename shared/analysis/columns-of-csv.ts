/** Columns of text by name, all of one length. */
export type TextColumns = Map<string, string[]>

/**
 * The columns of a CSV file with a header, as in RFC 4180: fields in quotes may hold commas, line breaks and doubled
 * quotes. Empty lines are left out.
 *
 * @throws {RangeError} a row has more or fewer fields than the header
 */
export function columnsOfCsv(text: string): TextColumns {
  const [header = [], ...rows] = text.includes('"') ? quotedRows(text) : plainRows(text)
  const columns = header.map((): string[] => [])
  rows.forEach((row, at) => {
    if (row.length !== header.length) {
      throw new RangeError(`row ${at + 1} has ${row.length} fields and the header ${header.length}`)
    }
    row.forEach((field, column) => {
      columns[column]!.push(field)
    })
  })
  return new Map(header.map((name, column) => [name, columns[column]!]))
}

function plainRows(text: string): string[][] {
  const lines = text.split(/\r?\n/)
  return lines.filter((line) => line !== '').map((line) => line.split(','))
}

function quotedRows(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    const field = quoted === undefined ? plain : quoted.replaceAll('""', '"')
    const isEmptyLine = row.length === 0 && field === '' && quoted === undefined && end !== ','
    if (!isEmptyLine) row.push(field)
    if (end !== ',' && row.length > 0) {
      rows.push(row)
      row = []
    }
  }
  return rows
}
