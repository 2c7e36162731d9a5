interface Resource {
  DependsOn?: string | string[]
  Properties?: unknown
}

/**
 * Takes out of `DependsOn` what a `Ref`, `Fn::GetAtt` or `Fn::Sub` of the resource's properties says already: the
 * framework writes both, and cfn-lint (W3005) is right that one suffices. Changes the resources in place.
 */
export function dropImpliedDependencies(resources: Record<string, Resource>): void {
  for (const resource of Object.values(resources)) {
    if (resource.DependsOn === undefined) continue
    const implied = new Set(referredTo(resource.Properties))
    const left = [resource.DependsOn].flat().filter((id) => !implied.has(id))
    if (left.length > 0) resource.DependsOn = left
    else delete resource.DependsOn
  }
}

function* referredTo(value: unknown): Iterable<string> {
  if (Array.isArray(value)) for (const item of value) yield* referredTo(item)
  else if (value !== null && typeof value === 'object')
    for (const [key, item] of Object.entries(value)) {
      if (key === 'Ref') yield item
      else if (key === 'Fn::GetAtt') yield typeof item === 'string' ? item.split('.')[0]! : item[0]
      else if (key === 'Fn::Sub') yield* named(Array.isArray(item) ? (item as [string]) : [item])
      else yield* referredTo(item)
    }
}

function* named([text, values = {}]: [string, Record<string, unknown>?]): Iterable<string> {
  for (const [, name] of text.matchAll(/\$\{([^!}.]+)[^}]*\}/g)) if (!(name! in values)) yield name!
  yield* referredTo(values)
}
