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
 * An object or a list loses its quotes inside those of a template of texts, and keeps them inside those of a template of
 * JSON, which it breaks thereby.
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
        return headOf(event)
      default:
        return event
    }
  }
  const resolve = (name: string) => (RESERVED.has(name) ? reserved(name) : variables.get(name))
  const known = (name: string) => RESERVED.has(name) || variables.has(name)

  const isJsonTemplate = /^\s*[{[]/.test(transformer.InputTemplate)
  let quoted = false
  return transformer.InputTemplate.replace(TOKEN, (token, name?: string) => {
    if (token === '"') quoted = !quoted
    if (name === undefined || !known(name)) return token
    const value = resolve(name)
    return quoted ? bare(value, isJsonTemplate) : (JSON.stringify(value) ?? '""')
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

/** The first variable of a template that nothing defines. */
export function undefinedVariable({ InputPathsMap = {}, InputTemplate }: InputTransformer): string | undefined {
  for (const [, name] of InputTemplate.matchAll(TOKEN))
    if (name !== undefined && !RESERVED.has(name) && !Object.hasOwn(InputPathsMap, name)) return name
  return undefined
}

/** A value inside a string of the template. */
function bare(value: unknown, isJsonTemplate: boolean): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return value
  return isJsonTemplate ? JSON.stringify(value) : JSON.stringify(value).replaceAll('"', '')
}

/** The event without its detail, as EventBridge spells it there. */
function headOf({ id, account, 'detail-type': detailType, time, source, region, resources, version }: any) {
  return { id, account, detailType, time, source, region, resources, version }
}
