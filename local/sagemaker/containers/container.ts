import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { killPoint } from '../../faults/kill-point.ts'
import { cell, type Network } from './cell.ts'
import { sharedCompileCache } from './compile-cache.ts'
import type { Isolation } from './isolation.ts'
import { readLines } from './lines.ts'

const FOLLOW = fileURLToPath(new URL('./follow.sh', import.meta.url))

export interface ContainerSpec {
  command: string[]
  environment: Record<string, string>
  /** Stands for /opt/ml. */
  folder: string
  memoryMiB: number
  /** The runtime's state, which no container is to see. */
  stateDir: string
  /** Other than `shared` only in a namespace of its own. */
  network?: Network
  onLine: (line: string) => void
}

/** The scratch folder of the container that has `folder` as its /opt/ml. */
export const scratchOf = (folder: string) => join(dirname(folder), 'tmp')

/** A running container: a process (and what it starts), seen as SageMaker sees a container. */
export class Container {
  /** The exit code; 128 + the signal's number when a signal ended it, as a shell would say. */
  readonly exited: Promise<number>
  running = true
  readonly #child: ChildProcess

  constructor(spec: ContainerSpec, isolation: Isolation) {
    const isPrivate = isolation === 'private'
    const scratch = scratchOf(spec.folder)
    mkdirSync(scratch, { recursive: true })
    const [program, ...args] = isPrivate ? confined(spec, scratch) : followed(spec)
    const home = isPrivate ? '/tmp' : scratch
    this.#child = spawn(program!, args, {
      cwd: spec.folder,
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        TMPDIR: home,
        LANG: 'C.UTF-8',
        ...sharedCompileCache(spec.command[0]),
        ...(!isPrivate && { SAGEMAKER_BASE_DIR: spec.folder }),
        ...spec.environment,
      },
      // Its own process group, so that whatever it starts ends with it.
      detached: true,
      stdio: [isPrivate ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    })
    killPoint()
    readLines(this.#child.stdout!, spec.onLine)
    readLines(this.#child.stderr!, spec.onLine)
    this.exited = new Promise((resolve) => {
      this.#child.on('error', (error) => {
        spec.onLine(`cannot start ${program}: ${error.message}`)
        this.running = false
        resolve(127)
      })
      this.#child.on('exit', () => {
        this.running = false
        this.#signal('SIGKILL')
      })
      this.#child.on('close', (code, signal) => resolve(code ?? (signal === 'SIGKILL' ? 137 : 143)))
    })
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Asks it to end, and ends it when it has not after `graceMs`. */
  async stop(graceMs: number): Promise<number> {
    if (!this.running) return this.exited
    this.#signal('SIGTERM')
    const timer = setTimeout(() => this.#signal('SIGKILL'), graceMs)
    const code = await this.exited
    clearTimeout(timer)
    return code
  }

  kill(): Promise<number> {
    this.#signal('SIGKILL')
    return this.exited
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#child.pid === undefined) return
    try {
      process.kill(-this.#child.pid, signal)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

function confined({ command, folder, memoryMiB, stateDir, network = 'shared' }: ContainerSpec, scratch: string) {
  const memoryKiB = memoryMiB * 1024
  return cell(heapLimited(command, memoryMiB), { folder, scratch, hidden: stateDir, memoryKiB, network })
}

/** Without a namespace paths below /opt/ml lead to the folder. */
function followed({ command, folder, memoryMiB }: ContainerSpec): string[] {
  const words = command.map((word) => word.replace(/(^|=)\/opt\/ml(?=\/|$)/g, (_, before) => `${before}${folder}`))
  return ['/bin/sh', FOLLOW, ...heapLimited(words, memoryMiB)]
}

/** Node takes its heap's limit from the machine's memory: it is told the instance's instead. */
function heapLimited([program, ...rest]: string[], memoryMiB: number): string[] {
  return program === process.execPath
    ? [program!, `--max-old-space-size=${Math.floor(memoryMiB * 0.9)}`, ...rest]
    : [program!, ...rest]
}
