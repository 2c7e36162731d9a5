import { references } from './intrinsics/references.ts'
import { type ResourceDeclaration, TemplateError } from './template.ts'

/** The names of the resources, each after those that it refers to or depends on. */
export function dependencyOrder(resources: Record<string, ResourceDeclaration>): string[] {
  const order = new Set<string>()
  const visit = (id: string, path: string[]) => {
    if (order.has(id)) return
    if (path.includes(id))
      throw new TemplateError(
        `Circular dependency between resources: ${[...path.slice(path.indexOf(id)), id].join(' → ')}`,
      )
    for (const other of dependencies(id, resources)) visit(other, [...path, id])
    order.add(id)
  }
  for (const id of Object.keys(resources)) visit(id, [])
  return [...order]
}

function dependencies(id: string, resources: Record<string, ResourceDeclaration>): Set<string> {
  const { DependsOn = [], Properties } = resources[id]!
  const explicit = [DependsOn].flat()
  const unknown = explicit.find((name) => !(name in resources))
  if (unknown) throw new TemplateError(`${id} depends on ${unknown}, which is not a resource of the template.`)
  return new Set([...explicit, ...references(Properties)].filter((name) => name in resources))
}
