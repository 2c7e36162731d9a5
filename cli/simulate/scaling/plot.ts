export interface Plotted {
  /** Instances that the demand needs, minute by minute. */
  needed: ArrayLike<number>
  /** Instances in service. */
  capacity: ArrayLike<number>
  /** Requests beyond capacity. */
  over: ArrayLike<number>
}

export interface Column {
  needed: number
  capacity: number
  missed: boolean
}

/** Minutes gathered into columns: the most needed, the least in service beside it, and whether anybody was turned away. */
export function columnsOf({ needed, capacity, over }: Plotted, count: number): Column[] {
  const width = Math.min(count, needed.length)
  return Array.from({ length: width }, (_, column) => {
    const from = Math.floor((column * needed.length) / width)
    const until = Math.floor(((column + 1) * needed.length) / width)
    const gathered: Column = { needed: 0, capacity: 0, missed: false }
    for (let minute = from; minute < until; minute++) {
      gathered.needed = Math.max(gathered.needed, needed[minute]!)
      gathered.capacity = Math.max(gathered.capacity, capacity[minute]!)
      gathered.missed ||= over[minute]! > 1e-9
    }
    return gathered
  })
}

const height = 10

/** Lines for a terminal: demand as a block, capacity as a line over it, and a mark under each column with misses. */
export function terminalPlot(plotted: Plotted, width: number): string[] {
  const columns = columnsOf(plotted, Math.max(10, width - 6))
  const most = Math.max(1, ...columns.map(({ needed, capacity }) => Math.max(needed, capacity)))
  const rows = Array.from({ length: height }, (_, row) => {
    const level = height - row
    const cells = columns.map(({ needed, capacity }) => {
      if (Math.ceil((capacity / most) * height) === level) return '▔'
      return (needed / most) * height > level - 0.5 ? '█' : ' '
    })
    const label = row === 0 ? most : row === height - 1 ? most / height : undefined
    return `${(label === undefined ? '' : label.toFixed(label < 10 ? 1 : 0)).padStart(5)} ${cells.join('').trimEnd()}`
  })
  const missed = columns.map((column) => (column.missed ? '×' : ' ')).join('')
  return [...rows, ...(missed.trim() === '' ? [] : [` over ${missed.trimEnd()}`])]
}
