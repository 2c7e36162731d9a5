import { comparison, type Operator } from './compare.ts'
import { readConditions } from './conditions.ts'
import type { LineTest } from './filter-pattern.ts'
import { invalidPattern } from './invalid-pattern.ts'

const SELECTOR = String.raw`\$(?:\.[\w@#-]+|\.?\[(?:\d+|\*|"[^"]*"|'[^']*')\]|\.\*)*`
const COMPARED = new RegExp(String.raw`^(${SELECTOR})\s*(!=|<=|>=|=|<|>)\s*("(?:[^"\\]|\\.)*"|%.*%|[^\s"]+)$`, 's')
const EXISTENCE = new RegExp(String.raw`^(${SELECTOR})\s+(IS\s+NULL|IS\s+TRUE|IS\s+FALSE|NOT\s+EXISTS|EXISTS)$`, 'i')
const STEP = /\.?\[(\d+|\*|"[^"]*"|'[^']*')\]|\.([\w@#-]+|\*)/g

/** Compiles `{ $.level = "ERROR" && $.ms > 100 }`: conditions over the properties of a line that is JSON. */
export function jsonPattern(pattern: string): LineTest {
  const inner = /^\{(.*)\}$/s.exec(pattern)?.[1]
  if (inner === undefined) throw invalidPattern(pattern)
  const test = readConditions<unknown>(inner, (text) => leaf(text, pattern))
  return (message) => {
    const document = parse(message)
    return document !== undefined && test(document)
  }
}

function leaf(text: string, pattern: string): (document: unknown) => boolean {
  const existence = EXISTENCE.exec(text)
  if (existence) {
    const select = selector(existence[1]!)
    const test = EXISTENCES[existence[2]!.toUpperCase().replace(/\s+/, ' ')]!
    return (document) => test(select(document))
  }
  const compared = COMPARED.exec(text)
  if (!compared) throw invalidPattern(pattern)
  const select = selector(compared[1]!)
  const test = comparison(compared[2] as Operator, compared[3]!.replace(/\\(["\\])/g, '$1'))
  return (document) => select(document).some(test)
}

const EXISTENCES: Record<string, (values: unknown[]) => boolean> = {
  'IS NULL': (values) => values.includes(null),
  'IS TRUE': (values) => values.includes(true),
  'IS FALSE': (values) => values.includes(false),
  'NOT EXISTS': (values) => values.length === 0,
  EXISTS: (values) => values.length > 0,
}

/** The values that a property selector finds: none, one, or with `*` several. */
function selector(text: string): (document: unknown) => unknown[] {
  const steps = [...text.matchAll(STEP)].map(([, bracket, name]) => name ?? bracket!.replace(/^["']|["']$/g, ''))
  return (document) => {
    let values: unknown[] = [document]
    for (const step of steps)
      values = values.flatMap((value) => {
        if (value === null || typeof value !== 'object') return []
        if (step === '*') return Object.values(value)
        return Object.hasOwn(value, step) ? [(value as Record<string, unknown>)[step]] : []
      })
    return values
  }
}

function parse(message: string): unknown {
  try {
    return JSON.parse(message)
  } catch {
    return undefined
  }
}
