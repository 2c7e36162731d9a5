import type { ApiModel, Shape } from './model.ts'
import { satisfiesPattern } from './pattern.ts'

/** One constraint of the model that an input breaks. */
export interface Violation {
  /** As AWS writes it: camelCase members, list items as `.1.member`. */
  path: string
  /** The member of the operation's input that it lies in. */
  member: string
  kind: 'required' | 'enum' | 'pattern' | 'length' | 'range' | 'union' | 'element'
  /** Undefined where the model holds the value for sensitive. */
  value: string | undefined
  /** `Member must …` */
  rule: string
  /** Of a list or a map: the first item or key that is not as it must be. */
  offender?: string
}

/** Every constraint of the model that an input of the right types breaks. */
export function findViolations(model: ApiModel, root: string, input: unknown): Violation[] {
  const found: Violation[] = []
  const violation = (kind: Violation['kind'], shape: Shape | undefined, value: unknown, path: string[]) => ({
    path: path.map(camel).join('.'),
    member: path[0] ?? '',
    kind,
    value: shape?.sensitive ? undefined : value === null ? 'null' : `'${display(value)}'`,
  })
  const say = (kind: Violation['kind'], shape: Shape | undefined, value: unknown, path: string[], rule: string) =>
    found.push({ ...violation(kind, shape, value, path), rule: `Member must ${rule}` })

  const visit = (name: string, value: any, path: string[]): void => {
    const shape = model.shapes[name]!
    const bounds = (size: number, shown: unknown = value) => {
      if (shape.min !== undefined && size < shape.min)
        say('length', shape, shown, path, `have length greater than or equal to ${shape.min}`)
      if (shape.max !== undefined && size > shape.max)
        say('length', shape, shown, path, `have length less than or equal to ${shape.max}`)
    }
    switch (shape.type) {
      case 'structure':
        for (const member of shape.required ?? [])
          if (value[member] === undefined || value[member] === null)
            say('required', undefined, null, [...path, member], 'not be null')
        if (shape.union && !Object.values(value).some((member) => member !== undefined && member !== null))
          say('union', shape, value, path, 'have exactly one of its members set')
        for (const member in shape.members)
          if (value[member] !== undefined && value[member] !== null)
            visit(shape.members[member]!.shape, value[member], [...path, member])
        break
      case 'list': {
        bounds(value.length)
        const item = model.shapes[shape.member!.shape]!
        if (isScalar(item)) {
          const offender = value.find((one: unknown) => one !== null && breaks(item, one))
          if (offender !== undefined)
            found.push({
              ...violation('element', shape, value, path),
              rule: `Member must satisfy constraint: ${constraintsOf(item)}`,
              offender: String(offender),
            })
        } else
          value.forEach((one: unknown, index: number) => {
            const at = [...path, String(index + 1), 'member']
            if (one === null) say('required', undefined, null, at, 'not be null')
            else visit(shape.member!.shape, one, at)
          })
        break
      }
      case 'map': {
        bounds(Object.keys(value).length)
        const [key, item] = [model.shapes[shape.key!.shape]!, model.shapes[shape.value!.shape]!]
        const entry = (what: 'keys' | 'value', of: Shape, offender?: string) =>
          found.push({
            ...violation('element', shape, value, path),
            rule: `Map ${what} must satisfy constraint: ${constraintsOf(of)}`,
            ...(offender !== undefined && { offender }),
          })
        const wrong = Object.keys(value).find((one) => breaks(key, one))
        if (wrong !== undefined) entry('keys', key, wrong)
        if (isScalar(item)) {
          if (Object.values(value).some((one) => one !== null && breaks(item, one))) entry('value', item)
        } else
          for (const [name, one] of Object.entries(value))
            if (one !== null) visit(shape.value!.shape, one, [...path, `=${name}`, 'member'])
        break
      }
      case 'blob':
        if (value.length !== undefined) bounds(value.length, '<binary>')
        break
      default:
        for (const { kind, rule } of broken(shape, value)) say(kind, shape, value, path, rule)
    }
  }
  visit(root, input, [])
  return found
}

interface Constraint {
  kind: Violation['kind']
  /** `Member must …` */
  rule: string
  holds(value: any): boolean
}

const isScalar = ({ type }: Shape) => ['string', 'integer', 'long', 'float', 'double'].includes(type)

const known = new WeakMap<Shape, Constraint[]>()

/** The constraints of a scalar shape, in the order in which AWS lists them. */
function constraints(shape: Shape): Constraint[] {
  const made = known.get(shape) ?? makeConstraints(shape)
  known.set(shape, made)
  return made
}

function makeConstraints(shape: Shape): Constraint[] {
  const { enum: values, min, max, pattern } = shape
  if (values)
    return [
      { kind: 'enum', rule: `satisfy enum value set: [${values.join(', ')}]`, holds: (one) => values.includes(one) },
    ]
  const text = shape.type === 'string'
  const [kind, what] = text ? (['length', 'length'] as const) : (['range', 'value'] as const)
  const size = (one: any): number => (text ? one.length : one)
  return [
    ...(max === undefined
      ? []
      : [{ kind, rule: `have ${what} less than or equal to ${max}`, holds: (one: any) => size(one) <= max }]),
    ...(min === undefined
      ? []
      : [{ kind, rule: `have ${what} greater than or equal to ${min}`, holds: (one: any) => size(one) >= min }]),
    ...(pattern && text
      ? [
          {
            kind: 'pattern' as const,
            rule: `satisfy regular expression pattern: ${pattern}`,
            holds: (one: string) => satisfiesPattern(pattern, one),
          },
        ]
      : []),
  ]
}

const broken = (shape: Shape, value: unknown) =>
  isScalar(shape) ? constraints(shape).filter(({ holds }) => !holds(value)) : []
const breaks = (shape: Shape, value: unknown) => broken(shape, value).length > 0
const constraintsOf = (shape: Shape) =>
  `[${constraints(shape)
    .map(({ rule }) => `Member must ${rule}`)
    .join(', ')}]`

/** The key of a map is written as it is. */
const camel = (part: string) => (part.startsWith('=') ? part.slice(1) : part[0]!.toLowerCase() + part.slice(1))

/** Values as Java prints them. */
function display(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(display).join(', ')}]`
  if (value instanceof Date || value === null || typeof value !== 'object') return String(value)
  return `{${Object.entries(value)
    .map(([key, item]) => `${key}=${display(item)}`)
    .join(', ')}}`
}
