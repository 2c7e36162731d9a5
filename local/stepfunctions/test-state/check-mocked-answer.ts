import { type ApiModel, apiModel } from '../../wire/model.ts'
import type { Integration } from '../integrations/integration.ts'
import { invalid, type Mock } from './test-request.ts'

const refuse = (problem: string) => invalid(`Mock result schema validation error: ${problem}`)

/** Refuses a mocked answer that the operation could not give: STRICT asks for required members, PRESENT looks at what is there. */
export function checkMockedAnswer({ api, pattern }: Integration, result: any, mode: Mock['validation']): void {
  const model = api && apiModel(api.service)
  const output = model?.operations[api!.operation]?.output?.shape
  // A job's description and a token's answer are not what the operation itself gives.
  if (mode !== 'NONE' && pattern === 'request' && model && output) check(model, output, result, mode === 'STRICT', '')
}

function check(model: ApiModel, name: string, value: any, strict: boolean, field: string): void {
  const shape = model.shapes[name]!
  const type = (fits: boolean, expected: string) => {
    if (!fits) throw refuse(`Field '${field}' must be ${expected}`)
  }
  switch (shape.type) {
    case 'structure':
      type(isObject(value), 'an object')
      checkMembers(model, shape, value, strict)
      break
    case 'list':
      type(Array.isArray(value), 'an array')
      for (const item of value) check(model, shape.member!.shape, item, strict, field)
      break
    case 'map':
      type(isObject(value), 'an object')
      for (const [key, item] of Object.entries(value)) check(model, shape.value!.shape, item, strict, key)
      break
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      type(typeof value === 'number', 'a number')
      if (shape.min !== undefined && value < shape.min) throw refuse(`Field '${field}' is less than the minimum value`)
      if (shape.max !== undefined && value > shape.max) throw refuse(`Field '${field}' exceeds the maximum value`)
      break
    case 'boolean':
      type(typeof value === 'boolean', 'a boolean')
      break
    default:
      type(typeof value === 'string', 'a string')
      if (shape.enum && !shape.enum.includes(value)) throw refuse(`Field '${field}' is not an expected value`)
      if (shape.min !== undefined && value.length < shape.min)
        throw refuse(`Field '${field}' is smaller than the minimum length`)
      if (shape.max !== undefined && value.length > shape.max)
        throw refuse(`Field '${field}' is larger than the maximum length`)
  }
}

function checkMembers(model: ApiModel, shape: ApiModel['shapes'][string], value: any, strict: boolean): void {
  for (const [member, { shape: name }] of Object.entries(shape.members ?? {})) {
    const spelled = member[0]!.toUpperCase() + member.slice(1)
    const item = value[spelled]
    if (item !== undefined && item !== null) check(model, name, item, strict, spelled)
    else if (strict && shape.required?.includes(member)) throw refuse(`Required field '${spelled}' is missing`)
  }
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
