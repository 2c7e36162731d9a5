import { TemplateError } from '../template.ts'
import { NO_VALUE, type Scope } from './scope.ts'
import { substitute } from './substitute.ts'

type Intrinsic = (argument: any, scope: Scope, at: string) => unknown

/** The intrinsic functions of CloudFormation that the runtime knows. */
const INTRINSICS: Record<string, Intrinsic> = {
  Ref: (name, scope, at) => reference(name, scope, at),
  'Fn::GetAtt': (argument, scope, at) => {
    const [id, ...rest] = typeof argument === 'string' ? argument.split('.') : argument
    return attribute(id, rest.map((part: unknown) => resolve(part, scope, at)).join('.'), scope, at)
  },
  'Fn::Sub': (argument, scope, at) => {
    const [text, own = {}] = Array.isArray(argument) ? argument : [argument]
    const values = resolve(own, scope, at) as Record<string, unknown>
    return substitute(text, (name) => {
      if (name in values) return values[name]
      const [id, ...rest] = name.split('.')
      return rest.length > 0 ? attribute(id!, rest.join('.'), scope, at) : reference(name, scope, at)
    })
  },
  'Fn::Join': (argument, scope, at) => {
    const [separator, parts] = resolve(argument, scope, at) as [string, unknown[]]
    return parts.join(separator)
  },
  'Fn::Split': (argument, scope, at) => {
    const [separator, text] = resolve(argument, scope, at) as [string, string]
    return text.split(separator)
  },
  'Fn::Select': (argument, scope, at) => {
    const [index, list] = resolve(argument, scope, at) as [number | string, unknown[]]
    const found = list[Number(index)]
    if (found === undefined) throw new TemplateError(`${at}: Fn::Select has no element ${index}.`)
    return found
  },
  'Fn::FindInMap': (argument, scope, at) => {
    const [map, first, second] = resolve(argument, scope, at) as [string, string, string]
    const found = scope.mappings[map]?.[first]?.[second]
    if (found === undefined) throw new TemplateError(`${at}: the mapping ${map} has no ${first}.${second}.`)
    return found
  },
  'Fn::Base64': (argument, scope, at) => Buffer.from(String(resolve(argument, scope, at))).toString('base64'),
  'Fn::If': ([condition, yes, no], scope, at) => {
    if (!(condition in scope.conditions)) throw new TemplateError(`${at}: there is no condition ${condition}.`)
    return resolve(scope.conditions[condition] ? yes : no, scope, at)
  },
  'Fn::Equals': (argument, scope, at) => {
    const [left, right] = resolve(argument, scope, at) as unknown[]
    return String(left) === String(right)
  },
  'Fn::And': (argument, scope, at) => (resolve(argument, scope, at) as unknown[]).every(Boolean),
  'Fn::Or': (argument, scope, at) => (resolve(argument, scope, at) as unknown[]).some(Boolean),
  'Fn::Not': (argument, scope, at) => !(resolve(argument, scope, at) as unknown[])[0],
}

/** The value with every intrinsic function in it resolved. `at` says where it stands, for errors. */
export function resolve(value: unknown, scope: Scope, at: string): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item, index) => resolve(item, scope, `${at}[${index}]`))
    return items.filter((item) => item !== NO_VALUE)
  }
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value)
  const [key, argument] = entries[0] ?? ['']
  if (entries.length === 1 && (key === 'Ref' || key.startsWith('Fn::'))) {
    const intrinsic = INTRINSICS[key]
    if (!intrinsic) throw new TemplateError(`${at}: the local runtime does not resolve ${key}.`)
    return intrinsic(argument, scope, at)
  }
  const resolved = entries.map(([name, item]) => [name, resolve(item, scope, `${at}.${name}`)] as const)
  return Object.fromEntries(resolved.filter(([, item]) => item !== NO_VALUE))
}

function reference(name: string, scope: Scope, at: string): unknown {
  if (name === 'AWS::NoValue') return NO_VALUE
  const found = name in scope.values ? scope.values[name] : scope.ref(name)
  if (found === undefined)
    throw new TemplateError(`${at}: Ref to ${name}, which is neither a parameter nor a resource.`)
  return found
}

function attribute(id: string, name: string, scope: Scope, at: string): unknown {
  const found = scope.attribute(id, name)
  if (found === undefined)
    throw new TemplateError(`${at}: ${id} has no attribute ${name} that the local runtime knows.`)
  return found
}
