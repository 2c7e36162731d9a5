import { type Template, TemplateError } from './template.ts'

/** Logical ids, each after everything it refers to or depends on. */
export function creationOrder({ Resources }: Template): string[] {
  const order: string[] = []
  const state = new Map<string, 'open' | 'done'>()
  const visit = (id: string, trail: string[]): void => {
    if (state.get(id) === 'done') return
    if (state.get(id) === 'open')
      throw new TemplateError('Resources', `circular dependency: ${[...trail, id].join(' -> ')}`)
    state.set(id, 'open')
    for (const needed of needsOf(Resources[id]!)) if (needed in Resources) visit(needed, [...trail, id])
    state.set(id, 'done')
    order.push(id)
  }
  for (const id of Object.keys(Resources)) visit(id, [])
  return order
}

function needsOf(declaration: { DependsOn?: string | string[]; Properties?: unknown }): Set<string> {
  const needs = new Set<string>([declaration.DependsOn ?? []].flat())
  collect(declaration.Properties, needs)
  return needs
}

function collect(value: unknown, needs: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, needs)
  else if (value && typeof value === 'object')
    for (const [key, item] of Object.entries(value)) {
      if (key === 'Ref' && typeof item === 'string') needs.add(item)
      else if (key === 'Fn::GetAtt') needs.add(Array.isArray(item) ? item[0] : String(item).split('.')[0]!)
      else if (key === 'Fn::Sub')
        for (const [, name] of String(Array.isArray(item) ? item[0] : item).matchAll(/\$\{([^!}][^}]*)\}/g))
          needs.add(name!.split('.')[0]!)
      if (key !== 'Ref') collect(item, needs)
    }
}
