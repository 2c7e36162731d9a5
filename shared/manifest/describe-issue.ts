import type { z } from 'zod'
import type { Path } from './contradiction.ts'
import { manifestSchema } from './manifest.ts'
import { nearest } from './nearest.ts'
import { knownKeys, schemaAt } from './schema-at.ts'

type Issue = z.core.$ZodIssue

export interface DescribedIssue {
  path: Path
  found: string
  expected: string
  message: string
  /** The fault is the key itself and not its value. */
  atKey: boolean
}

/** What one complaint of the schema means to somebody who writes a manifest. An unknown key yields one each. */
export function describeIssue(issue: Issue, input: unknown, base: Path = []): DescribedIssue[] {
  const path = [...base, ...(issue.path as Path)]
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key))
  if (issue.code === 'invalid_union') {
    return likeliest(issue.errors, path).flatMap((inner) => describeIssue(inner, input, path))
  }
  const value = valueAt(input, path)
  const found = show(value)
  const atKey = issue.code === 'invalid_key'
  const expected = expectation(issue, path) + suggestion(issue, value)
  const subject = dotted(path) || 'the manifest'
  const message =
    value === undefined ? `${subject} is missing; expected ${expected}` : `${subject} is ${found}; expected ${expected}`
  return [{ path, found, expected, message: atKey ? `${subject}: expected ${expected}` : message, atKey }]
}

/** `evaluate.metrics[0].name` */
export function dotted(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    return text === '' ? step : `${text}.${step}`
  }, '')
}

function unknownKey(parent: Path, key: string): DescribedIssue {
  const known = knownKeys(schemaAt(manifestSchema, parent))
  const near = nearest(key, known)
  const expected = near ? `${near}` : `one of ${known.join(', ')}`
  const path = [...parent, key]
  const hint = near ? `did you mean ${near}?` : `known here: ${known.join(', ')}`
  return { path, found: key, expected, message: `${dotted(path)} is not a known key; ${hint}`, atKey: true }
}

/** The complaints of the branch that the writer was most likely in; branches of another type of value come last. */
function likeliest(branches: readonly (readonly Issue[])[], path: Path): readonly Issue[] {
  const mistyped = (issues: readonly Issue[]) =>
    issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0)
  const fitting = branches.filter((issues) => !mistyped(issues))
  const candidates = fitting.length > 0 ? fitting : branches
  if (candidates.length === 1) return candidates[0]!
  const inside = candidates.filter((issues) => issues.every(({ path }) => path.length > 0))
  const [best] = inside.sort((left, right) => left.length - right.length)
  if (best) return best
  const wanted = branches.map(([issue]) => (issue ? expectation(issue, path) : ''))
  return [{ ...candidates[0]![0]!, code: 'custom', message: [...new Set(wanted)].join(' or ') } as Issue]
}

const typeNames: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
}

function expectation(issue: Issue, path: Path): string {
  switch (issue.code) {
    case 'invalid_type':
      return expectedType(issue.expected, path)
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.join(', ')}`
    case 'too_small':
      return issue.origin === 'array' ? `a list of at least ${issue.minimum}` : bound('at least', issue.minimum, issue)
    case 'too_big':
      return issue.origin === 'array' ? `a list of at most ${issue.maximum}` : bound('at most', issue.maximum, issue)
    case 'invalid_key':
      return issue.issues[0]?.message ?? issue.message
    default:
      return issue.message
  }
}

function bound(
  word: string,
  limit: number | bigint,
  issue: { origin: string; inclusive?: boolean; message: string },
): string {
  if (issue.origin === 'string') return issue.message.startsWith('Too') ? `${word} ${limit} characters` : issue.message
  return issue.inclusive === false ? `more than ${limit}` : `${word} ${limit}`
}

function expectedType(expected: string, path: Path): string {
  const schema = schemaAt(manifestSchema, path)
  if (expected === 'object') return `a mapping with ${knownKeys(schema).join(', ')}`
  const own = expected === 'string' ? schema && ownWords(schema) : undefined
  return own ?? typeNames[expected] ?? expected
}

/** What a text must be, in the schema's own words: its complaint about a text that no rule accepts. */
function ownWords(schema: z.ZodType): string | undefined {
  const complaint = schema
    .safeParse('\u0000')
    .error?.issues.find((issue) => issue.code === 'invalid_format' || issue.code === 'custom')
  return complaint?.message
}

function suggestion(issue: Issue, value: unknown): string {
  if (issue.code !== 'invalid_value' || typeof value !== 'string') return ''
  const near = nearest(value, issue.values.map(String))
  return near ? ` (did you mean ${near}?)` : ''
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => {
    return typeof value === 'object' && value !== null && Object.hasOwn(value, step)
      ? (value as Record<string | number, unknown>)[step]
      : undefined
  }, input)
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'empty'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`
  if (typeof value === 'object') return 'a mapping'
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}
