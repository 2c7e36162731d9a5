import type { Template } from '../jsonata/template.ts'
import { scopeOf } from './context.ts'
import { QueryFailure } from './failure.ts'
import type { Visit } from './run.ts'
import { unexpectedType } from './unexpected-type.ts'

/** The value of a field that takes a whole number within bounds; undefined where the field is not set. */
export async function numberField(
  visit: Visit,
  template: Template | undefined,
  field: string,
  { low, high }: { low: number; high: number },
): Promise<number | undefined> {
  if (!template) return undefined
  const value = await template.evaluate(scopeOf(visit))
  if (typeof value !== 'number') throw new QueryFailure(unexpectedType(template, field, 'number', value), field)
  if (!Number.isInteger(value) || value < low || value > high)
    throw new QueryFailure(`The ${field} field must be a whole number from ${low} to ${high}, but was: ${value}`, field)
  return value
}
