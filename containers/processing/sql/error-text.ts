const KIND = /^(?:Failed to [^:]+: )?(?:[A-Z][A-Za-z ]* Error: )*/

/** The sentence of a DuckDB error, without its kind, the query's text, and hints on further lines. */
export function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const first = text.split('\n').find((line) => line.trim() !== '') ?? text
  return first.replace(KIND, '').replace(/[.!\s]+$/, '')
}
