/** Every name that a value refers to, by Ref, Fn::GetAtt or Fn::Sub. */
export function* references(value: unknown): Iterable<string> {
  if (Array.isArray(value)) for (const item of value) yield* references(item)
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return
  for (const [key, argument] of Object.entries(value) as [string, any][]) {
    if (key === 'Ref') yield argument
    else if (key === 'Fn::GetAtt') yield typeof argument === 'string' ? argument.split('.')[0]! : argument[0]
    else if (key === 'Fn::Sub') yield* inText(argument)
    else yield* references(argument)
  }
}

function* inText(argument: string | [string, object]): Iterable<string> {
  const [text, own = {}] = Array.isArray(argument) ? argument : [argument]
  for (const [, name] of text.matchAll(/\$\{([^!${}][^${}]*)\}/g)) {
    const id = name!.trim().split('.')[0]!
    if (!(name!.trim() in own)) yield id
  }
  yield* references(own)
}
