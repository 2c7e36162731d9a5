import { decimal } from './decimal.ts'
import type { ApiModel } from './model.ts'

/** JSON as it comes over the wire -> an operation's input: timestamps become `Date`, blobs `Buffer`. */
export function fromJson(model: ApiModel, name: string, value: any): any {
  if (value === null || value === undefined) return undefined
  const shape = model.shapes[name]!
  switch (shape.type) {
    case 'structure': {
      if (typeof value !== 'object' || Array.isArray(value)) return value
      const out: Record<string, unknown> = {}
      for (const [member, ref] of Object.entries(shape.members ?? {})) {
        const item = fromJson(model, ref.shape, value[ref.locationName ?? member])
        if (item !== undefined) out[member] = item
      }
      return out
    }
    case 'list':
      return Array.isArray(value) ? value.map((item) => fromJson(model, shape.member!.shape, item) ?? null) : value
    case 'map':
      if (typeof value !== 'object' || Array.isArray(value)) return value
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, fromJson(model, shape.value!.shape, item) ?? null]),
      )
    case 'timestamp':
      return value instanceof Date ? value : new Date(typeof value === 'number' ? value * 1000 : value)
    case 'blob':
      return Buffer.isBuffer(value) ? value : Buffer.from(value, 'base64')
    default:
      return value
  }
}

/** An operation's output -> JSON for the wire; members that the model does not know are left out. */
export function toJson(model: ApiModel, name: string, value: any, timestamps: 'epoch' | 'iso' = 'epoch'): any {
  if (value === null || value === undefined) return undefined
  const shape = model.shapes[name]!
  switch (shape.type) {
    case 'structure': {
      const out: Record<string, unknown> = {}
      for (const [member, ref] of Object.entries(shape.members ?? {})) {
        const iso = ref.timestampFormat ?? model.shapes[ref.shape]?.timestampFormat
        const item = toJson(model, ref.shape, value[member], iso === 'iso8601' ? 'iso' : timestamps)
        if (item !== undefined) out[ref.locationName ?? member] = item
      }
      return out
    }
    case 'list':
      return value.map((item: unknown) => toJson(model, shape.member!.shape, item, timestamps))
    case 'map':
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, toJson(model, shape.value!.shape, item, timestamps)]),
      )
    case 'timestamp': {
      const date = new Date(value)
      return timestamps === 'iso' || shape.timestampFormat === 'iso8601' ? date.toISOString() : date.getTime() / 1000
    }
    case 'blob':
      return Buffer.from(value).toString('base64')
    case 'double':
    case 'float':
      return typeof value === 'number' ? decimal(value) : value
    default:
      return value
  }
}
