import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { enter, type Isolation } from './isolation.ts'
import { readLines } from './lines.ts'

export interface ContainerSpec {
  command: string[]
  environment: Record<string, string>
  /** Stands for /opt/ml. */
  folder: string
  memoryMiB: number
  /** Without any network; only in a namespace of its own. */
  offline?: boolean
  onLine: (line: string) => void
}

/** A running container: a process (and what it starts), seen as SageMaker sees a container. */
export class Container {
  /** The exit code; 128 + the signal's number when a signal ended it, as a shell would say. */
  readonly exited: Promise<number>
  running = true
  readonly #child: ChildProcess

  constructor(spec: ContainerSpec, isolation: Isolation) {
    const [program, ...args] = commandLine(spec, isolation)
    const scratch = join(dirname(spec.folder), 'tmp')
    mkdirSync(scratch, { recursive: true })
    this.#child = spawn(program!, args, {
      cwd: spec.folder,
      env: {
        PATH: process.env['PATH'],
        HOME: scratch,
        TMPDIR: scratch,
        LANG: 'C.UTF-8',
        ...(isolation === 'folder' && { SAGEMAKER_BASE_DIR: spec.folder }),
        ...spec.environment,
      },
      // Its own process group, so that whatever it starts ends with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
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

function commandLine({ command, folder, memoryMiB, offline }: ContainerSpec, isolation: Isolation): string[] {
  if (isolation === 'private') return enter(heapLimited(command, memoryMiB), folder, memoryMiB * 1024, offline)
  return heapLimited(
    command.map((word) => word.replace(/(^|=)\/opt\/ml(?=\/|$)/g, (_, before) => `${before}${folder}`)),
    memoryMiB,
  )
}

/** Node takes its heap's limit from the machine's memory: it is told the instance's instead. */
function heapLimited([program, ...rest]: string[], memoryMiB: number): string[] {
  return program === process.execPath
    ? [program!, `--max-old-space-size=${Math.floor(memoryMiB * 0.9)}`, ...rest]
    : [program!, ...rest]
}
