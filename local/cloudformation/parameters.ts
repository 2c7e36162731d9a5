import { type ParameterDeclaration, TemplateError } from './template.ts'

/** The template's parameters: what is given, else their defaults, checked as far as they say. */
export function parameterValues(
  declared: Record<string, ParameterDeclaration>,
  given: Record<string, string>,
): Record<string, unknown> {
  const stranger = Object.keys(given).find((name) => !(name in declared))
  if (stranger) throw new TemplateError(`Parameters: the template has no parameter ${stranger}.`)
  return Object.fromEntries(
    Object.entries(declared).map(([name, one]) => [name, parameterValue(name, one, given[name])]),
  )
}

function parameterValue(name: string, declared: ParameterDeclaration, given: string | undefined): unknown {
  const value = given ?? declared.Default
  if (value === undefined) throw new TemplateError(`Parameters: ${name} must have a value.`)
  const list = declared.Type === 'CommaDelimitedList' || declared.Type.startsWith('List<')
  const values = list
    ? String(value)
        .split(',')
        .map((item) => item.trim())
    : [value]
  for (const item of values) {
    if (declared.AllowedValues && !declared.AllowedValues.map(String).includes(String(item)))
      throw new TemplateError(`Parameters: ${name} must be one of ${declared.AllowedValues.join(', ')}, not ${item}.`)
    if (declared.AllowedPattern && !new RegExp(`^(?:${declared.AllowedPattern})$`).test(String(item)))
      throw new TemplateError(`Parameters: ${name} must match ${declared.AllowedPattern}.`)
    if (declared.Type.endsWith('Number') && Number.isNaN(Number(item)))
      throw new TemplateError(`Parameters: ${name} must be a number, not ${item}.`)
  }
  return list ? values : value
}
