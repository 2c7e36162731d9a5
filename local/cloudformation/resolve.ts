import { type Made, type Template, TemplateError } from './template.ts'

export interface Scope {
  template: Template
  /** Pseudo parameters such as AWS::Region, and parameters. */
  parameters: Readonly<Record<string, unknown>>
  made: ReadonlyMap<string, Made>
}

/** What a property with `Ref: AWS::NoValue` becomes: left out. */
const NO_VALUE = Symbol('AWS::NoValue')

/** A value of the template with every intrinsic function in it answered. */
export function resolve(scope: Scope, value: unknown, path: string): any {
  const resolved = visit(scope, value, path)
  return resolved === NO_VALUE ? undefined : resolved
}

/** Whether a named condition of the template holds. */
export function conditionHolds(scope: Scope, name: string, path: string): boolean {
  const condition = scope.template.Conditions?.[name]
  if (condition === undefined) throw new TemplateError(path, `the condition ${name} is not declared`)
  return visit(scope, condition, `Conditions.${name}`) as boolean
}

function visit(scope: Scope, value: unknown, path: string): any {
  if (Array.isArray(value))
    return value.map((item, index) => visit(scope, item, `${path}[${index}]`)).filter((item) => item !== NO_VALUE)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value)
  const [name, argument] = entries[0] ?? []
  if (entries.length === 1 && (name === 'Ref' || name === 'Condition' || name!.startsWith('Fn::'))) {
    if (name === 'Condition' && typeof argument !== 'string') return plain(scope, entries, path)
    const answer = FUNCTIONS[name!]
    if (!answer) throw new TemplateError(path, `${name} is not resolved by the local runtime`)
    return answer(scope, argument, `${path}.${name}`)
  }
  return plain(scope, entries, path)
}

function plain(scope: Scope, entries: [string, unknown][], path: string) {
  return Object.fromEntries(
    entries
      .map(([key, item]) => [key, visit(scope, item, path ? `${path}.${key}` : key)] as const)
      .filter(([, item]) => item !== NO_VALUE),
  )
}

type Intrinsic = (scope: Scope, argument: any, path: string) => unknown

const FUNCTIONS: Record<string, Intrinsic> = {
  Ref: (scope, name, path) => reference(scope, name, path),
  Condition: (scope, name, path) => conditionHolds(scope, name, path),
  'Fn::GetAtt': (scope, argument, path) => {
    const [name, ...attribute] = Array.isArray(argument) ? argument : argument.split('.')
    return attributeOf(scope, name, attribute.join('.'), path)
  },
  'Fn::Sub': (scope, argument, path) => {
    const [text, own = {}] = Array.isArray(argument) ? argument : [argument]
    return text.replace(/\$\{(!?)([^}]+)\}/g, (_: string, literal: string, name: string) => {
      if (literal) return `\${${name}}`
      if (name in own) return visit(scope, own[name], path)
      const [resource, ...attribute] = name.split('.')
      return attribute.length > 0
        ? attributeOf(scope, resource!, attribute.join('.'), path)
        : reference(scope, name, path)
    })
  },
  'Fn::Join': (scope, [separator, items], path) => visit(scope, items, path).join(separator),
  'Fn::Select': (scope, [index, items], path) => visit(scope, items, path)[Number(visit(scope, index, path))],
  'Fn::Split': (scope, [separator, text], path) => visit(scope, text, path).split(separator),
  'Fn::If': (scope, [name, yes, no], path) => visit(scope, conditionHolds(scope, name, path) ? yes : no, path),
  'Fn::Equals': (scope, [a, b], path) =>
    JSON.stringify(visit(scope, a, path)) === JSON.stringify(visit(scope, b, path)),
  'Fn::And': (scope, parts, path) => visit(scope, parts, path).every(Boolean),
  'Fn::Or': (scope, parts, path) => visit(scope, parts, path).some(Boolean),
  'Fn::Not': (scope, [part], path) => !visit(scope, part, path),
  'Fn::Base64': (scope, text, path) => Buffer.from(visit(scope, text, path)).toString('base64'),
  'Fn::FindInMap': (scope, [map, first, second], path) =>
    scope.template.Mappings?.[visit(scope, map, path)]?.[visit(scope, first, path)]?.[visit(scope, second, path)],
}

function reference(scope: Scope, name: string, path: string): unknown {
  if (name === 'AWS::NoValue') return NO_VALUE
  if (name in scope.parameters) return scope.parameters[name]
  const made = scope.made.get(name)
  if (!made) throw new TemplateError(path, `refers to ${name}, which the template does not make`)
  return made.ref
}

function attributeOf(scope: Scope, name: string, attribute: string, path: string): unknown {
  const made = scope.made.get(name)
  if (!made) throw new TemplateError(path, `refers to ${name}, which the template does not make`)
  if (!(attribute in made.attributes))
    throw new TemplateError(path, `${name} has no attribute ${attribute} in the local runtime`)
  return made.attributes[attribute]
}
