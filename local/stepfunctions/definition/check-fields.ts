import type { Reader } from './reader.ts'
import { JSONPATH_FIELDS, REFUSED_FIELDS, REQUIRED_FIELDS, STATE_FIELDS } from './state-fields.ts'

const TYPES = ['Task', 'Wait', 'Pass', 'Succeed', 'Fail', 'Choice', 'Parallel', 'Map']
const EVERYWHERE = new Set(['Type', 'Comment', 'QueryLanguage'])

/** Whether a state is one that can be read further: of a known type, in JSONata, with what it must have. */
export function checkFields({ diagnostics, jsonata }: Reader, name: string, raw: any, at: string): boolean {
  const fields = STATE_FIELDS[raw.Type]
  if (!fields) {
    diagnostics.schema(`The field 'Type' should have one of these values: [${TYPES.join(', ')}]`, `${at}/Type`)
    return false
  }
  if ((raw.QueryLanguage ?? (jsonata ? 'JSONata' : 'JSONPath')) !== 'JSONata') {
    diagnostics.schema(
      jsonata
        ? "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine"
        : `The state '${name}' is written in JSONPath, which the local runtime does not run: set "QueryLanguage": "JSONata" and write it in JSONata`,
      at,
    )
    return false
  }
  for (const field of Object.keys(raw)) {
    if (EVERYWHERE.has(field) || fields.includes(field)) continue
    if (JSONPATH_FIELDS.has(field))
      diagnostics.schema(`The field '${field}' is JSONPath, which a JSONata state cannot hold`, at)
    else if (REFUSED_FIELDS[field])
      diagnostics.schema(`The field '${field}' is not supported here: ${REFUSED_FIELDS[field]}`, at)
    else diagnostics.schema(`Field is not supported: '${field}'`, at)
  }
  const missing = (REQUIRED_FIELDS[raw.Type] ?? []).filter((field) => raw[field] === undefined)
  if (missing.length > 0) diagnostics.schema(`These fields are required: [${missing.join(', ')}]`, at)
  return missing.length === 0
}
