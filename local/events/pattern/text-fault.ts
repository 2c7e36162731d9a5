interface Fault {
  reason: string
  /** Where it is. */
  at: number
}

/** Why a text of JSON that begins behind its quote cannot be read. */
export function textFault(source: string, from: number, kind: 'name' | 'string value'): Fault {
  let at = from
  for (; at < source.length; at++) {
    if (source.charCodeAt(at) < 0x20) return { reason: controlCharacter(source.charCodeAt(at), kind), at }
    if (source[at] !== '\\') continue
    const fault = escapeFault(source, ++at)
    if (fault) return fault
  }
  return {
    reason:
      kind === 'name'
        ? 'Unexpected end-of-input in field name'
        : 'Unexpected end-of-input: was expecting closing quote for a string value',
    at,
  }
}

/** What is wrong with an escape, from the character behind its backslash. */
function escapeFault(source: string, from: number): Fault | undefined {
  const char = source[from]
  if (char !== undefined && !/["\\/bfnrtu]/.test(char))
    return { reason: `Unrecognized character escape '${char}' (code ${char.charCodeAt(0)})`, at: from }
  const end = char === 'u' ? from + 4 : from
  for (let at = from; at <= end; at++) {
    const next = source[at]
    if (next === undefined) return { reason: 'Unexpected end-of-input in character escape sequence', at }
    if (at > from && !/[0-9a-fA-F]/.test(next))
      return {
        reason: `Unexpected character ('${next}' (code ${next.charCodeAt(0)})): expected a hex-digit for character escape sequence`,
        at,
      }
  }
  return undefined
}

const controlCharacter = (code: number, kind: string) =>
  `Illegal unquoted character ((CTRL-CHAR, code ${code})): has to be escaped using backslash to be included in ${kind}`
