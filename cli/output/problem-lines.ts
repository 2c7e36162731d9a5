import type { ManifestInvalid } from '#shared/errors.ts'

/** A manifest's problems as lines that editors and terminals can jump to. */
export function problemLines({ fileName, problems }: ManifestInvalid): string[] {
  return problems.map(({ line, column, message }) => `${fileName}:${line}:${column}  ${message}`)
}
