import * as z from 'zod'
import { manifestSchema } from './manifest.ts'

/** The manifest's JSON Schema (draft 7, which editors read best), as a writer of manifests sees it: defaults optional. */
export function manifestJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(manifestSchema, { io: 'input', target: 'draft-7', reused: 'inline' })
  return { $schema, title: 'Trimtab manifest', ...schema }
}
