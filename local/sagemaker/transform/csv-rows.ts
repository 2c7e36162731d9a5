/** The rows of a CSV text (RFC 4180), each as its fields as they are written, quotes included. */
export function csvRows(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let start = 0
  let quoted = false
  for (let at = 0; at <= text.length; at++) {
    const char = text[at]
    if (char === '"') quoted = !quoted
    if (quoted && char !== undefined) continue
    if (char !== ',' && char !== '\n' && char !== undefined) continue
    row.push(text.slice(start, char === '\n' && text[at - 1] === '\r' ? at - 1 : at))
    start = at + 1
    if (char === ',') continue
    // An empty last line is the end of the one before.
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  return rows
}
