/** The cells of a CSV text: separated by comma, semicolon or tab, whichever its first line has most of; quotes may enclose them. */
export function csvRows(text: string): { line: number; cells: string[] }[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const count = (separator: string) => (lines[0] ?? '').split(separator).length
  const separator = [',', ';', '\t'].reduce((best, other) => (count(other) > count(best) ? other : best))
  return lines.flatMap((line, index) =>
    line.trim() === '' ? [] : [{ line: index + 1, cells: cellsOf(line, separator) }],
  )
}

function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = []
  let [cell, quoted] = ['', false]
  for (let at = 0; at < line.length; at++) {
    const letter = line[at]!
    if (letter === '"') {
      if (quoted && line[at + 1] === '"') {
        cell += letter
        at += 1
      } else quoted = !quoted
    } else if (letter === separator && !quoted) {
      cells.push(cell.trim())
      cell = ''
    } else cell += letter
  }
  return [...cells, cell.trim()]
}
