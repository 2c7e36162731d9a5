import { stringify } from 'yaml'

/** The parts of a JSON Schema that the page is made from. */
export interface SchemaNode {
  type?: string
  title?: string
  description?: string
  default?: unknown
  examples?: unknown[]
  enum?: unknown[]
  const?: unknown
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
  properties?: Record<string, SchemaNode>
  required?: string[]
  items?: SchemaNode
  anyOf?: SchemaNode[]
  additionalProperties?: SchemaNode | boolean
}

/** docs/manifest.md from the manifest's JSON Schema: a table for each section, with a worked example first. */
export function manifestDocs(schema: SchemaNode, example: string): string {
  const entries = Object.entries(schema.properties ?? {})
  const simple = entries.filter(([, node]) => !node.properties)
  const sections = entries.filter(([, node]) => node.properties)
  const parts = [
    '# The manifest',
    `${schema.description} It lies at \`models/<name>/model.yaml\`, beside the files that it names.`,
    'This page is generated from the schema by `npm run generate`. Editors read `models/model.schema.json`: begin the file with `# yaml-language-server: $schema=../model.schema.json`.',
    'Unknown keys, impossible values and contradictions are refused, all at once, each with its line, what was found and what would be right: `npx trimtab validate models/<name>`. Parts of the manifest that cannot be planned yet are in the schema and are refused by name when a run is planned.',
    'Durations are written `90s`, `5m`, `1h30m`, `7d` or `2w`; sizes `30GB`.',
    '## An example',
    `\`\`\`yaml\n${example.trim()}\n\`\`\``,
    '## At the top',
    table(simple, schema.required),
    ...sections.flatMap(([name, node]) => section(name, node, schema.required?.includes(name) ?? false, 2)),
  ]
  return `${parts.join('\n\n')}\n`
}

function section(path: string, node: SchemaNode, required: boolean, level: number): string[] {
  const properties = Object.entries(node.properties ?? {})
  const heading = `${'#'.repeat(level)} ${path}`
  const intro = `${node.description ?? ''}${required ? '' : ' *Optional.*'}`.trim()
  const nested = properties.flatMap(([name, child]) => {
    const inner = objectsIn(child)
    return inner.flatMap((object) =>
      section(pathOf(path, name, child), { ...object, description: child.description }, true, level + 1),
    )
  })
  return [heading, ...(intro ? [intro] : []), table(properties, node.required), ...nested]
}

function pathOf(path: string, name: string, child: SchemaNode): string {
  return child.items ? `${path}.${name}[]` : `${path}.${name}`
}

function objectsIn(node: SchemaNode): SchemaNode[] {
  if (node.properties) return [node]
  if (node.items) return objectsIn(node.items)
  return (node.anyOf ?? []).flatMap(objectsIn)
}

function table(properties: [string, SchemaNode][], required: string[] = []): string {
  const rows = properties.map(([name, node]) => {
    const cells = [`\`${name}\``, typeOf(node), defaultOf(node, required.includes(name)), meaningOf(node)]
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  })
  return ['| key | type | default | meaning |', '|---|---|---|---|', ...rows].join('\n')
}

function typeOf(node: SchemaNode): string {
  if (node.enum) return node.enum.map((value) => `\`${value}\``).join(', ')
  if (node.const !== undefined) return `\`${node.const}\``
  if (node.anyOf) return [...new Set(node.anyOf.map(typeOf))].join(' or ')
  if (node.title) return node.title
  if (node.type === 'array') return node.items ? `list of ${typeOf(node.items)}` : 'list'
  if (node.properties) return 'mapping'
  if (node.type === 'object') {
    return typeof node.additionalProperties === 'object' ? `mapping to ${typeOf(node.additionalProperties)}` : 'mapping'
  }
  if (node.type === 'integer' || node.type === 'number') return numberOf(node)
  return node.type === 'boolean' ? '`true`, `false`' : 'text'
}

function numberOf({ type, minimum, exclusiveMinimum, maximum }: SchemaNode): string {
  const kind = type === 'integer' ? 'whole number' : 'number'
  const bounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER
  const least = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? minimum : undefined
  if (least !== undefined && bounded) return `${kind}, ${least} to ${maximum}`
  if (exclusiveMinimum !== undefined) return `${kind} above ${exclusiveMinimum}`
  return least === undefined ? kind : `${kind}, ${least} or more`
}

function defaultOf(node: SchemaNode, required: boolean): string {
  if (required) return '**required**'
  const value = node.default
  if (value === undefined) return 'none'
  if (typeof value === 'object' && Object.keys(value as object).length === 0)
    return node.properties ? 'as below' : 'none'
  return `\`${flow(value)}\``
}

function meaningOf({ description, examples }: SchemaNode): string {
  const example = examples?.[0]
  return [description, example === undefined ? '' : `Example: \`${flow(example)}\``].filter(Boolean).join(' ')
}

function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim()
}
