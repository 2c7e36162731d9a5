import type { ApiModel } from '../../wire/model.ts'
import { asText, blobText } from './task-json.ts'

/** The member of an operation's input that a PascalCase argument names. */
export function topLevelMember(model: ApiModel, operation: string, argument: string): string | undefined {
  const input = model.operations[operation]?.input?.shape
  return input && memberNamed(model, input, argument)
}

/** Arguments in PascalCase -> an operation's input: blobs and times in their own types, objects for strings as JSON. */
export function fromSdkArguments(model: ApiModel | undefined, operation: string, args: any): any {
  const input = model?.operations[operation]?.input?.shape
  return model && input ? shaped(model, input, asObject(model, input, args ?? {})) : (args ?? {})
}

/** A body goes to S3 as JSON, text in its quotes too, and with the checksum of the SDK that Step Functions uses. */
function asObject(model: ApiModel, input: string, args: any): any {
  if (!('Body' in args) || memberNamed(model, input, 'ChecksumAlgorithm') === undefined) return args
  return {
    ContentType: 'text/plain; charset=UTF-8',
    ...(!Object.keys(args).some((name) => name.startsWith('Checksum')) && { ChecksumAlgorithm: 'CRC32' }),
    ...args,
    Body: JSON.stringify(args.Body),
  }
}

/** An operation's output as the task's result: members in PascalCase, times in ISO 8601, blobs as text. */
export async function toSdkResult(model: ApiModel | undefined, operation: string, output: any): Promise<any> {
  return described(model, model?.operations[operation]?.output?.shape, output ?? {})
}

async function described(model: ApiModel | undefined, name: string | undefined, value: any): Promise<any> {
  if (value === null || typeof value !== 'object') return value
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z')
  if (value instanceof Uint8Array || typeof value.pipe === 'function') return blobText(value)
  const shape = name === undefined ? undefined : model?.shapes[name]
  if (Array.isArray(value)) return Promise.all(value.map((item) => described(model, shape?.member?.shape, item)))
  const out: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined || item === null) continue
    const member = shape?.type === 'structure' ? shape.members?.[key] : shape?.value
    const spelled = shape?.type === 'structure' ? key[0]!.toUpperCase() + key.slice(1) : key
    out[spelled] = await described(model, member?.shape, item)
  }
  return out
}

function shaped(model: ApiModel, name: string, value: any): any {
  const shape = model.shapes[name]!
  if (value === null || value === undefined) return value
  switch (shape.type) {
    case 'structure':
      if (typeof value !== 'object' || Array.isArray(value)) return value
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => {
          const member = memberNamed(model, name, key)
          return member ? [member, shaped(model, shape.members![member]!.shape, item)] : [key, item]
        }),
      )
    case 'list':
      return Array.isArray(value) ? value.map((item) => shaped(model, shape.member!.shape, item)) : value
    case 'map':
      if (typeof value !== 'object') return value
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, shaped(model, shape.value!.shape, item)]),
      )
    case 'timestamp':
      return new Date(value)
    case 'blob':
      return Buffer.from(asText(value))
    case 'string':
      return typeof value === 'object' ? asText(value) : value
    default:
      return value
  }
}

function memberNamed(model: ApiModel, shape: string, name: string): string | undefined {
  const members = model.shapes[shape]?.members ?? {}
  if (Object.hasOwn(members, name)) return name
  const lower = name[0] ? name[0].toLowerCase() + name.slice(1) : name
  return Object.hasOwn(members, lower) ? lower : undefined
}
