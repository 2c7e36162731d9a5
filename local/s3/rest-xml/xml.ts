import { XMLParser } from 'fast-xml-parser'
import { AwsError } from '../../kernel/aws-error.ts'
import type { ShapeRef } from '../../wire/model.ts'
import { membersOf, shapeOf } from './model.ts'
import { textOf, valueFromText } from './text-value.ts'

export const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
  removeNSPrefix: true,
  htmlEntities: true,
})

/** An XML document -> the value of the shape that its root element stands for. */
export function valueFromXml(ref: ShapeRef, document: string): unknown {
  let tree: Record<string, unknown>
  try {
    tree = parser.parse(document, true)
  } catch {
    throw malformed()
  }
  const roots = Object.keys(tree).filter((name) => !name.startsWith('#'))
  const expected = ref.locationName ?? ref.shape
  if (roots.length !== 1 || roots[0] !== expected) throw malformed()
  return read(ref, tree[expected])
}

function read(ref: ShapeRef, node: any): unknown {
  const shape = shapeOf(ref)
  if (shape.type === 'structure') {
    if (typeof node === 'string' && node.trim() !== '') throw malformed()
    const out: Record<string, unknown> = {}
    for (const [name, member] of membersOf(shape)) {
      const child = node?.[member.locationName ?? name]
      if (child === undefined) continue
      out[name] = read(member, child)
    }
    return out
  }
  if (shape.type === 'list') {
    const items = shape.flattened ? node : node?.[shape.member!.locationName ?? 'member']
    return (items === undefined ? [] : [items].flat()).map((item: unknown) => read(shape.member!, item))
  }
  const text = typeof node === 'object' ? node['#text'] : node
  if (Array.isArray(node) || text === undefined) throw malformed()
  return valueFromText({ ...ref, locationName: ref.locationName ?? ref.shape }, String(text))
}

/** A value -> the element `name`. Members that travel elsewhere (headers) are left out. */
function toXml(name: string, ref: Pick<ShapeRef, 'shape'>, value: any): string {
  const shape = shapeOf(ref)
  if (shape.type === 'structure') return `<${name}>${childrenOf(ref, value)}</${name}>`
  if (shape.type === 'list') {
    const item = (element: string) => value.map((one: unknown) => toXml(element, shape.member!, one)).join('')
    return shape.flattened ? item(name) : `<${name}>${item(shape.member!.locationName ?? 'member')}</${name}>`
  }
  return `<${name}>${escaped(textOf(shape, value, 'xml'))}</${name}>`
}

export function childrenOf(ref: Pick<ShapeRef, 'shape'>, value: Record<string, any>): string {
  return membersOf(shapeOf(ref))
    .filter(([name, member]) => !member.location && value[name] !== undefined && value[name] !== null)
    .map(([name, member]) => toXml(member.locationName ?? name, member, value[name]))
    .join('')
}

export function escaped(text: string): string {
  return text.replace(SPECIAL, (char) => ENTITIES[char] ?? `&#x${char.charCodeAt(0).toString(16)};`)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: keys may hold control characters, which XML must name.
const SPECIAL = /[&<>"\u0000-\u001f\u007f\u0085\u2028]/g
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

const malformed = () =>
  new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  )
