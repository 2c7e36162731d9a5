import type { Template } from '../jsonata/template.ts'

/** What AWS says of a field whose value is of another type than it takes. */
export function unexpectedType(
  template: Template | undefined,
  field: string,
  expected: string,
  value: unknown,
): string {
  const what = template?.source === undefined ? 'The value' : `The JSONata expression '${template.source}'`
  return `${what} specified for the field '${field}' returned an unexpected result type. Expected '${expected}', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`
}

function typeName(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
