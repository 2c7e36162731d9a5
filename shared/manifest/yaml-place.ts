import { type Document, isMap, isPair, isScalar, isSeq, type LineCounter, type Node } from 'yaml'
import type { Path } from './contradiction.ts'

export interface Place {
  line: number
  column: number
}

/**
 * Where the value at `path` stands. What is missing is placed at the key of the nearest ancestor that is there;
 * `atKey` asks for the place of the last key instead of its value.
 */
export function placeOf(document: Document, lines: LineCounter, path: Path, atKey = false): Place {
  let node: unknown = document.contents
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0
  for (const [index, step] of path.entries()) {
    const entry = childOf(node, step)
    if (!entry) break
    const last = index === path.length - 1
    offset = startOf(last && !atKey ? entry.value : entry.key) ?? startOf(entry.key) ?? offset
    node = entry.value
  }
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(1, line), column: Math.max(1, col) }
}

function childOf(node: unknown, step: string | number): { key: unknown; value: unknown } | undefined {
  if (isSeq(node)) {
    const value = node.items[Number(step)]
    return value === undefined ? undefined : { key: value, value }
  }
  if (!isMap(node)) return undefined
  const pair = node.items.find(
    (item) => isPair(item) && String(isScalar(item.key) ? item.key.value : item.key) === String(step),
  )
  return pair && { key: pair.key, value: pair.value }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'range' in value
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined
}
