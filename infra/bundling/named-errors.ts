import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Drops the classes of a client's errors that none of our sources names, 10 KB for DynamoDB alone. Such an error comes as
 * the client's base exception, with the name, the message and the members that the service gave it.
 */
export function withNamedErrors(schemas: string, isNamed: (error: string) => boolean): string {
  return schemas.replace(/^n\d+_registry\.registerError\(\w+\$, (\w+)\);$/gm, (line, name) =>
    isNamed(name) ? line : '',
  )
}

/** Whether a name is anywhere in the sources under a folder of the project. */
export function namesIn(root: string, folders: readonly string[]): (name: string) => boolean {
  const files = folders.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root }))
  const words = new Set(files.flatMap((file) => readFileSync(join(root, file), 'utf8').match(/\w+/g) ?? []))
  return (name) => words.has(name)
}
