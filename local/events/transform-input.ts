import { readJsonPath } from './json-path.ts'

export interface InputTransformer {
  InputPathsMap?: Record<string, string>
  InputTemplate: string
}

export interface RuleOfEvent {
  arn: string
  name: string
  /** Epoch ms at which the bus took the event. */
  ingestedAt: number
}

/**
 * Fills a template. Outside quotes a variable becomes JSON (a text gets its quotes), inside quotes it becomes bare
 * text, not escaped, as on AWS. A path that finds nothing leaves nothing inside quotes; as a JSON value, an empty text.
 */
export function transformInput(transformer: InputTransformer, event: Record<string, any>, rule: RuleOfEvent): string {
  const variables = new Map<string, unknown>(
    Object.entries(transformer.InputPathsMap ?? {}).map(([name, path]) => [name, readJsonPath(path, event)]),
  )
  const reserved = (name: string): unknown => {
    switch (name) {
      case 'aws.events.rule-arn':
        return rule.arn
      case 'aws.events.rule-name':
        return rule.name
      case 'aws.events.event.ingestion-time':
        return new Date(rule.ingestedAt).toISOString()
      case 'aws.events.event':
        return { ...event, detail: undefined }
      default:
        return event
    }
  }
  const resolve = (name: string) => (RESERVED.has(name) ? reserved(name) : variables.get(name))
  const known = (name: string) => RESERVED.has(name) || variables.has(name)

  let quoted = false
  return transformer.InputTemplate.replace(TOKEN, (token, name?: string) => {
    if (token === '"') quoted = !quoted
    if (name === undefined || !known(name)) return token
    const value = resolve(name)
    return quoted ? bare(value) : (JSON.stringify(value) ?? '""')
  })
}

/** Quotes of the template's strings, escaped characters (which are not quotes), and variables. */
const TOKEN = /\\.|"|<([A-Za-z0-9_.-]+)>/gs

const RESERVED = new Set([
  'aws.events.rule-arn',
  'aws.events.rule-name',
  'aws.events.event.ingestion-time',
  'aws.events.event',
  'aws.events.event.json',
])

/** A value inside a string of the template: texts as they are, anything else as JSON without its quotes. */
function bare(value: unknown): string {
  if (value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value).replaceAll('"', '')
}
