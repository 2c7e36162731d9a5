import { TemplateError } from '../template.ts'
import { resolve } from './resolve.ts'
import type { Scope } from './scope.ts'

/** Whether each condition of a template holds; one may name others. */
export function evaluateConditions(
  declared: Record<string, unknown>,
  scope: Pick<Scope, 'values' | 'mappings'>,
): Record<string, boolean> {
  const known: Record<string, boolean> = {}
  const evaluate = (name: string, path: string[]): boolean => {
    if (name in known) return known[name]!
    if (!(name in declared)) throw new TemplateError(`Conditions: there is no condition ${name}.`)
    if (path.includes(name)) throw new TemplateError(`Conditions: ${[...path, name].join(' needs ')}.`)
    const value = withConditions(declared[name], (other) => evaluate(other, [...path, name]))
    const nothing = { ...scope, conditions: known, ref: () => undefined, attribute: () => undefined }
    known[name] = Boolean(resolve(value, nothing, `Conditions.${name}`))
    return known[name]
  }
  for (const name of Object.keys(declared)) evaluate(name, [])
  return known
}

/** Replaces `{ Condition: name }` by its value. */
function withConditions(value: unknown, evaluate: (name: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => withConditions(item, evaluate))
  if (value === null || typeof value !== 'object') return value
  if ('Condition' in value && typeof value.Condition === 'string') return evaluate(value.Condition)
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withConditions(item, evaluate)]))
}
