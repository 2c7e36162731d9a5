import * as z from 'zod'
import type { Path } from './contradiction.ts'

/** The part of a schema that a path leads to, seen through defaults, options and unions; undefined when it leads nowhere. */
export function schemaAt(schema: z.ZodType, path: Path): z.ZodType | undefined {
  let current: z.ZodType | undefined = unwrapped(schema)
  for (const step of path) {
    const next: z.ZodType | undefined = current && child(current, step)
    current = next && unwrapped(next)
  }
  return current
}

/** The keys that an object schema knows, or the object among the members of a union; empty for anything else. */
export function knownKeys(schema: z.ZodType | undefined): string[] {
  const object = schema && objectIn(schema)
  return object ? Object.keys(object.shape) : []
}

function child(schema: z.ZodType, step: string | number): z.ZodType | undefined {
  const object = objectIn(schema)
  if (object) return object.shape[step] as z.ZodType | undefined
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType
  return schema instanceof z.ZodRecord ? (schema.valueType as z.ZodType) : undefined
}

function objectIn(schema: z.ZodType): z.ZodObject | undefined {
  if (schema instanceof z.ZodObject) return schema
  if (!(schema instanceof z.ZodUnion)) return undefined
  return schema.options.find((option) => option instanceof z.ZodObject)
}

function unwrapped(schema: z.ZodType): z.ZodType {
  let current = schema
  while (current instanceof z.ZodOptional || current instanceof z.ZodDefault || current instanceof z.ZodPrefault) {
    current = current.unwrap() as z.ZodType
  }
  return current
}
