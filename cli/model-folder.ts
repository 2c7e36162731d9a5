import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { namedFiles } from '#shared/manifest/named-files.ts'
import { type ParsedManifest, parseManifest } from '#shared/manifest/parse-manifest.ts'
import { CliError } from './cli-error.ts'

export interface ModelFolder extends ParsedManifest {
  /** As the user would name it from where they are. */
  fileName: string
  text: string
  /** Names of the files that the manifest names, and their texts. */
  files: Record<string, string>
}

/** Reads a manifest and the files it names. Throws CliError for missing files, ManifestInvalid for what it says. */
export function readModelFolder(path: string, cwd: string): ModelFolder {
  const file = manifestFile(resolve(cwd, path))
  const fileName = relative(cwd, file) || basename(file)
  const text = readFileSync(file, 'utf8')
  const parsed = parseManifest(text, fileName)
  const files = namedFiles(parsed.manifest).map((name) => [name, readNamed(join(dirname(file), name), name, fileName)])
  return { ...parsed, fileName, text, files: Object.fromEntries(files) }
}

function manifestFile(path: string): string {
  if (!existsSync(path))
    throw new CliError(`there is no ${path}`, { next: 'name a folder with a model.yaml, or the file itself' })
  const file = statSync(path).isDirectory() ? join(path, 'model.yaml') : path
  if (!existsSync(file))
    throw new CliError(`there is no model.yaml in ${path}`, { next: 'see docs/manifest.md for what goes into one' })
  return file
}

function readNamed(path: string, name: string, manifest: string): string {
  if (!existsSync(path)) {
    throw new CliError(`${manifest} names ${name}, and there is no such file beside it`, { next: `write ${path}` })
  }
  return readFileSync(path, 'utf8')
}
