import { accessSync, constants, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path'
import { JobFailure } from '../jobs/job-failure.ts'
import { moduleCommand } from './inline-container.ts'

export interface Image {
  /** The program and its first arguments; without it the image runs only what a request's entrypoint says. */
  command?: string[]
  /** A module of the runtime's own process in the place of a program (see InlineProgram). */
  module?: string
  /** Where relative paths in `command` and `module` start. */
  base: string
  metrics: { name: string; regex: string }[]
}

export interface Entry extends Image {
  pattern: RegExp
}

const require = createRequire(import.meta.url)

/** Loaded with the first file: YAML and zod take 8 MiB that a runtime without jobs need not hold. */
const read = (path: string, base: string): Entry[] => require('./read-images.ts').readImages(path, base)

/** The table that maps image URIs to commands: the runtime's own, after the user's. */
export class Images {
  readonly #users: Entry[]
  readonly #own: () => Entry[]
  readonly #userFile: string | undefined

  constructor(ownFile: string, repositoryRoot: string, userFile?: string) {
    this.#userFile = userFile
    this.#users = userFile ? read(userFile, dirname(resolve(userFile))) : []
    let own: Entry[] | undefined
    this.#own = () => {
      own ??= read(ownFile, repositoryRoot)
      return own
    }
  }

  find(uri: string): Image {
    const found = [...this.#users, ...this.#own()].find(({ pattern }) => pattern.test(uri))
    if (found) return found
    const where = this.#userFile ?? 'a file like local/images.yaml, named by the option imagesFile'
    throw new JobFailure(
      `ClientError: No command stands in for the image "${uri}" on this machine. ` +
        `Add an entry "- { image: '${uri}', command: [...] }" to ${where}.`,
    )
  }

  /** The command line of a container: the image's own command, or the entrypoint that replaces it, then the arguments. */
  commandLine(uri: string, args: string[], entrypoint?: string[]): string[] {
    const image = this.find(uri)
    if (image.module) return moduleCommand(resolve(image.base, image.module), args)
    if (entrypoint?.length) return [program(entrypoint[0]!, uri, '/'), ...entrypoint.slice(1), ...args]
    if (!image.command)
      throw new JobFailure(
        `ClientError: The image "${uri}" has no command of its own on this machine: ` +
          'give it one in images.yaml, or say in ContainerEntrypoint what to run.',
      )
    const [first, ...rest] = image.command
    const paths = rest.map((word) => (existsSync(join(image.base, word)) ? join(image.base, word) : word))
    return [program(first!, uri, image.base), ...paths, ...args]
  }
}

/** `node` is this very Node; a path is taken from `base`; any other name must be on the PATH. */
function program(name: string, uri: string, base: string): string {
  if (name === 'node') return process.execPath
  const places = name.includes('/')
    ? [isAbsolute(name) ? name : join(base, name)]
    : (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name))
  const found = places.find(executable)
  if (!found)
    throw new JobFailure(
      `ClientError: The image "${uri}" needs the program "${name}", which this machine does not have.`,
    )
  return found
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
