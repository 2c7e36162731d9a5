import { AwsError } from '../kernel/aws-error.ts'
import { type ApiModel, apiModel, type Shape } from './model.ts'

/**
 * Refuses what AWS's own model of the operation does not allow: missing members, enums, patterns, lengths, ranges,
 * unions. Every violation is named, in the words of AWS's front ends.
 */
export function validateInput(service: string, operation: string, input: unknown): void {
  const model = apiModel(service)
  const root = model?.operations[operation]?.input?.shape
  if (!model || !root) return
  const problems = violations(model, root, input ?? {})
  if (problems.length === 0) return
  const count = problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`
  throw new AwsError('ValidationException', `${count} detected: ${problems.join('; ')}`)
}

/** Members of an input that the model does not know, as paths; AWS drops them without a word, a planner should not send them. */
export function unknownMembers(service: string, operation: string, input: unknown): string[] {
  const model = apiModel(service)
  const root = model?.operations[operation]?.input?.shape
  return model && root ? [...strangers(model, root, input, '')] : []
}

function violations(model: ApiModel, root: string, input: unknown): string[] {
  const problems: string[] = []
  const say = (value: unknown, path: string, rule: string) =>
    problems.push(
      `Value ${value === null ? 'null' : `'${display(value)}'`} at '${path}' failed to satisfy constraint: ${rule}`,
    )

  const visit = (name: string, value: any, path: string): void => {
    const shape = model.shapes[name]!
    if (!hasType(shape, value)) throw new AwsError('SerializationException', mistyped(shape, path))
    switch (shape.type) {
      case 'structure': {
        for (const member of shape.required ?? [])
          if (value[member] === undefined || value[member] === null)
            say(null, join(path, member), 'Member must not be null')
        if (shape.union && Object.values(value).filter((member) => member !== undefined).length !== 1)
          throw new AwsError('SerializationException', `'${path}' is a union: exactly one member must be set.`)
        for (const [member, ref] of Object.entries(shape.members ?? {}))
          if (value[member] !== undefined && value[member] !== null) visit(ref.shape, value[member], join(path, member))
        break
      }
      case 'list':
        bounds(shape, value.length, value, path, 'length')
        value.forEach((item: unknown, index: number) => {
          if (item === null) say(null, `${path}.${index + 1}.member`, 'Member must not be null')
          else visit(shape.member!.shape, item, `${path}.${index + 1}.member`)
        })
        break
      case 'map':
        bounds(shape, Object.keys(value).length, value, path, 'length')
        for (const [key, item] of Object.entries(value)) {
          visit(shape.key!.shape, key, `${path}.${key}.key`)
          if (item !== null) visit(shape.value!.shape, item, `${path}.${key}.member`)
        }
        break
      case 'string':
        if (shape.enum && !shape.enum.includes(value))
          say(value, path, `Member must satisfy enum value set: [${shape.enum.join(', ')}]`)
        else {
          bounds(shape, [...value].length, value, path, 'length')
          if (shape.pattern && !matches(shape.pattern, value))
            say(value, path, `Member must satisfy regular expression pattern: ${shape.pattern}`)
        }
        break
      case 'blob':
        bounds(shape, value.length ?? 0, '<binary>', path, 'length')
        break
      case 'integer':
      case 'long':
      case 'float':
      case 'double':
        bounds(shape, value, value, path, 'value')
    }
  }
  const bounds = (shape: Shape, size: number, value: unknown, path: string, what: 'length' | 'value') => {
    if (shape.min !== undefined && size < shape.min)
      say(value, path, `Member must have ${what} greater than or equal to ${shape.min}`)
    if (shape.max !== undefined && size > shape.max)
      say(value, path, `Member must have ${what} less than or equal to ${shape.max}`)
  }
  visit(root, input, '')
  return problems
}

function* strangers(model: ApiModel, name: string, value: any, path: string): Iterable<string> {
  const shape = model.shapes[name]!
  if (value === null || typeof value !== 'object') return
  if (shape.type === 'list') for (const item of value) yield* strangers(model, shape.member!.shape, item, `${path}[]`)
  if (shape.type === 'map')
    for (const item of Object.values(value)) yield* strangers(model, shape.value!.shape, item, `${path}{}`)
  if (shape.type === 'structure')
    for (const [member, item] of Object.entries(value)) {
      const ref = shape.members?.[member]
      if (!ref) yield `${path}.${member}`
      else yield* strangers(model, ref.shape, item, `${path}.${member}`)
    }
}

function hasType(shape: Shape, value: unknown): boolean {
  switch (shape.type) {
    case 'structure':
    case 'map':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    case 'list':
      return Array.isArray(value)
    case 'string':
      return typeof value === 'string'
    case 'boolean':
      return typeof value === 'boolean'
    case 'integer':
    case 'long':
      return typeof value === 'number' && Number.isInteger(value)
    case 'float':
    case 'double':
      return typeof value === 'number'
    default:
      return true
  }
}

function mistyped(shape: Shape, path: string): string {
  const kind: Record<string, string> = { structure: 'an object', map: 'an object', list: 'a list' }
  return `'${path}' must be ${kind[shape.type] ?? `a ${shape.type}`}.`
}

const patterns = new Map<string, RegExp | undefined>()

/** AWS matches the whole value. A few patterns are Java's alone; those are not checked. */
function matches(pattern: string, value: string): boolean {
  if (!patterns.has(pattern)) patterns.set(pattern, compile(pattern))
  return patterns.get(pattern)?.test(value) ?? true
}

function compile(pattern: string): RegExp | undefined {
  for (const flags of ['u', ''])
    try {
      return new RegExp(`^(?:${pattern})$`, flags)
    } catch {}
  return undefined
}

const join = (path: string, member: string) => {
  const camel = member[0]!.toLowerCase() + member.slice(1)
  return path ? `${path}.${camel}` : camel
}

const display = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value))
