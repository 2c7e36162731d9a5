import { isObject } from './definition/reader.ts'
import { expressionSource } from './jsonata/expression.ts'
import { freeVariables } from './jsonata/free-variables.ts'

/** Which variables each state of a definition reads, inner states beside outer ones; nothing where none does. */
export function variableReferences(definition: string): { variableReferences?: Record<string, string[]> } {
  const found: Record<string, string[]> = {}
  const visit = (block: any): void => {
    for (const [name, state] of Object.entries<any>(block?.States ?? {})) {
      const { Branches, ItemProcessor, ...own } = state
      const names = new Set<string>()
      collect(own, names)
      if (names.size > 0) found[name] = [...names].sort()
      for (const inner of [...(Branches ?? []), ItemProcessor]) visit(inner)
    }
  }
  visit(JSON.parse(definition))
  return Object.keys(found).length > 0 ? { variableReferences: found } : {}
}

function collect(value: unknown, names: Set<string>): void {
  if (typeof value === 'string') {
    const source = expressionSource(value)
    if (source !== undefined) for (const name of freeVariables(source)) names.add(name)
  } else if (Array.isArray(value) || isObject(value)) for (const item of Object.values(value)) collect(item, names)
}
