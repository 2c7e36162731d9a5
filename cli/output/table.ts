interface TableOptions {
  /** Lines are cut to this. */
  width: number
  heading: (text: string) => string
}

/** Rows under one heading, columns aligned; the last column takes what is left of the width and is cut, not wrapped. */
export function table(rows: Record<string, string>[], { width, heading }: TableOptions): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => [...(row[name] ?? '')].length)))
  const line = (cells: string[]) => {
    const padded = cells.map((cell, index) => cell + ' '.repeat(Math.max(0, widths[index]! - [...cell].length)))
    return cut(padded.join('  ').trimEnd(), width)
  }
  return [heading(line(names)), ...rows.map((row) => line(names.map((name) => row[name] ?? '')))].join('\n')
}

function cut(text: string, width: number): string {
  const letters = [...text]
  return letters.length <= width ? text : `${letters.slice(0, Math.max(1, width - 1)).join('')}…`
}
