import { type Document, type ErrorCode, LineCounter, parseDocument } from 'yaml'
import { ManifestInvalid, type ManifestProblem } from '#shared/errors.ts'
import { advice } from './advice.ts'
import type { Contradiction, SoundSections } from './contradiction.ts'
import { contradictions } from './contradictions.ts'
import { type DescribedIssue, describeIssue, dotted } from './describe-issue.ts'
import { type Manifest, manifestSchema } from './manifest.ts'
import { placeOf } from './yaml-place.ts'

/** Longest manifest that is read, in UTF-8 bytes. */
export const largestManifest = 64 * 1024
/** Aliases may repeat this many nodes; a document that unfolds to more is an attack. */
const mostAliases = 100

export interface ManifestWarning {
  line: number
  column: number
  path: string
  message: string
}

export interface ParsedManifest {
  manifest: Manifest
  warnings: ManifestWarning[]
}

/** Reads a manifest with all its defaults. Throws ManifestInvalid with every problem, each at its line. */
export function parseManifest(text: string, fileName = 'model.yaml'): ParsedManifest {
  const bytes = Buffer.byteLength(text)
  if (bytes > largestManifest) refuse(fileName, `${bytes} bytes`, `at most ${largestManifest} bytes`)
  const lines = new LineCounter()
  const document = readYaml(text, fileName, lines)
  const input = unfold(document, fileName)
  const result = manifestSchema.safeParse(input)
  const described = (result.error?.issues ?? []).flatMap((issue) => describeIssue(issue, input))
  const crossed = contradictions(result.data ?? soundSections(input)).map(inFull)
  const problems = [...described, ...crossed].map((issue) => placed(issue, document, lines))
  if (problems.length > 0 || !result.data) throw new ManifestInvalid(fileName, inOrder(problems))
  const warnings = advice(result.data).map(({ path, message }) => {
    return { ...placeOf(document, lines, path), path: dotted(path), message }
  })
  return { manifest: result.data, warnings }
}

/** Refuses a manifest for what only the world around it tells, at the line where it stands. */
export function refuseManifest(text: string, contradiction: Contradiction, fileName = 'model.yaml'): never {
  const lines = new LineCounter()
  const document = readYaml(text, fileName, lines)
  throw new ManifestInvalid(fileName, [placed(inFull(contradiction), document, lines)])
}

function inFull({ path, found, expected }: Contradiction): DescribedIssue {
  return { path, found, expected, message: `${dotted(path)}: ${found}; expected ${expected}`, atKey: false }
}

function readYaml(text: string, fileName: string, lines: LineCounter): Document {
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true })
  const complaints = [...document.errors, ...document.warnings]
  if (complaints.length === 0) return document
  // The parser reports each level at which its stack ran out.
  if (complaints.some(({ message }) => message.includes('call stack'))) {
    refuse(fileName, 'nested too deeply to read', 'a few levels')
  }
  const problems = complaints.slice(0, mostComplaints).map(({ pos, message, code }) => {
    const { line, col } = lines.linePos(pos[0])
    const { found, expected } = yamlFaults[code] ?? { found: 'broken YAML', expected: 'sound YAML' }
    return {
      line,
      column: col,
      path: '',
      found,
      expected,
      message: `not sound YAML: ${yamlFaults[code] ? `${found}; expected ${expected}` : message}`,
    }
  })
  throw new ManifestInvalid(fileName, inOrder(problems))
}

/** One slip can make the parser complain at every following line. */
const mostComplaints = 20

const yamlFaults: Partial<Record<ErrorCode, { found: string; expected: string }>> = {
  DUPLICATE_KEY: { found: 'a key that this mapping already has', expected: 'each key once' },
  MULTIPLE_DOCS: { found: 'a second document', expected: 'one manifest a file' },
  NON_STRING_KEY: { found: 'a key that is no text', expected: 'keys from the schema' },
}

function unfold(document: Document, fileName: string): unknown {
  try {
    return document.toJS({ maxAliasCount: mostAliases })
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause
    if (cause.message.startsWith('Unresolved'))
      refuse(fileName, 'using an alias without an anchor', 'anchors before aliases')
    return refuse(fileName, 'unfolding its aliases without end', `at most ${mostAliases} aliased nodes`)
  }
}

function soundSections(input: unknown): SoundSections {
  if (typeof input !== 'object' || input === null) return {}
  const sound = Object.entries(manifestSchema.shape).flatMap(([key, schema]) => {
    const { data } = schema.safeParse((input as Record<string, unknown>)[key])
    return data === undefined ? [] : [[key, data]]
  })
  return Object.fromEntries(sound)
}

function placed(issue: DescribedIssue, document: Document, lines: LineCounter): ManifestProblem {
  const { path, found, expected, message, atKey } = issue
  return { ...placeOf(document, lines, path, atKey), path: dotted(path), found, expected, message }
}

function inOrder(problems: ManifestProblem[]): ManifestProblem[] {
  return problems.sort((left, right) => left.line - right.line || left.column - right.column)
}

function refuse(fileName: string, found: string, expected: string): never {
  const message = `the manifest is ${found}; expected ${expected}`
  throw new ManifestInvalid(fileName, [{ line: 1, column: 1, path: '', found, expected, message }])
}
