import { AwsError } from '../kernel/aws-error.ts'
import type { ApiModel, Shape } from './model.ts'

/** Refuses values of other types than the model's, in the words of AWS's JSON front ends. */
export function checkTypes(model: ApiModel, name: string, value: any): void {
  const shape = model.shapes[name]!
  const problem = mistyped(shape, value)
  if (problem) throw new AwsError('SerializationException', problem)
  if (shape.type === 'structure') {
    const members = shape.members ?? {}
    for (const member in members)
      if (value[member] !== undefined && value[member] !== null)
        checkTypes(model, members[member]!.shape, value[member])
    const set = () => Object.values(value).filter((member) => member !== undefined && member !== null)
    if (shape.union && set().length > 1)
      throw new AwsError('SerializationException', 'Unexpected additional field in a union: exactly one is allowed')
  } else if (shape.type === 'list') {
    for (const item of value) if (item !== null) checkTypes(model, shape.member!.shape, item)
  } else if (shape.type === 'map') {
    for (const item of Object.values(value)) if (item !== null) checkTypes(model, shape.value!.shape, item)
  }
}

/** What is wrong with a value's type; undefined when nothing is. */
function mistyped(shape: Shape, value: unknown): string | undefined {
  switch (shape.type) {
    case 'structure':
    case 'map':
      if (Array.isArray(value)) return 'Unexpected list element'
      return typeof value === 'object' && !(value instanceof Date) && !Buffer.isBuffer(value)
        ? undefined
        : 'Expected null'
    case 'list':
      if (Array.isArray(value)) return undefined
      return typeof value === 'object' ? 'Start of structure or map found where not expected.' : 'Expected list or null'
    case 'string':
      return typeof value === 'string' ? undefined : scalar(value, 'a String')
    case 'boolean':
      return typeof value === 'boolean' ? undefined : scalar(value, 'a Boolean')
    case 'integer':
      return Number.isInteger(value) ? undefined : scalar(value, 'an Integer')
    case 'long':
      return Number.isInteger(value) ? undefined : scalar(value, 'a Long')
    case 'float':
    case 'double':
      return typeof value === 'number' ? undefined : scalar(value, shape.type === 'float' ? 'a Float' : 'a Double')
    case 'timestamp':
      return value instanceof Date && Number.isNaN(value.getTime())
        ? 'STRING_VALUE can not be converted to milliseconds since epoch'
        : undefined
    default:
      return undefined
  }
}

function scalar(value: unknown, wanted: string): string {
  if (Array.isArray(value)) return `Unexpected list element: it can not be converted to ${wanted}`
  if (value instanceof Object) return 'Start of structure or map found where not expected.'
  return `${kindOf(value)} can not be converted to ${wanted}`
}

function kindOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE'
  if (typeof value === 'number') return Number.isInteger(value) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE'
  return 'STRING_VALUE'
}
