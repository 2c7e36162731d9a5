import type { Readable } from 'node:stream'

/** CloudWatch takes 256 KiB an event; a longer line is cut into several. */
const LONGEST = 256 * 1024

/** Calls `onLine` for each line of a stream of text. Memory is bounded by the longest line allowed. */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    rest += text
    const lines = rest.split(/\r?\n/)
    rest = lines.pop()!
    for (const line of lines) onLine(line)
    while (rest.length >= LONGEST) {
      onLine(rest.slice(0, LONGEST))
      rest = rest.slice(LONGEST)
    }
  })
  stream.on('end', () => {
    if (rest) onLine(rest)
  })
}
