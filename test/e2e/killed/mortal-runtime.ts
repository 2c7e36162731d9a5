import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ProcessOptions } from './runtime-process.ts'

const PROGRAM = fileURLToPath(new URL('./runtime-process.ts', import.meta.url))

export interface Started {
  endpoint: string
  apiUrl: string
  bucket: string
  outputs: Record<string, string>
}

/** The runtime as a process of its own on one state folder, one life after the other, always at the same port. */
export class MortalRuntime {
  /** How it last came up. */
  started: Started | undefined
  /** What it wrote to its standard error, in all its lives. */
  complaints = ''
  readonly #options: Omit<ProcessOptions, 'killAt' | 'port'>
  #port = 0
  #child: ChildProcess | undefined

  constructor(options: Omit<ProcessOptions, 'killAt' | 'port'>) {
    this.#options = options
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  get alive(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Starts it; `killAt` is the kill point at which it is to end. False when that came before it was up. */
  async start(killAt = 0): Promise<boolean> {
    const options: ProcessOptions = { ...this.#options, port: this.#port, killAt }
    const args = ['--disable-warning=ExperimentalWarning', PROGRAM, JSON.stringify(options)]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'pipe', 'ipc'] })
    this.#child = child
    child.stderr!.on('data', (chunk) => (this.complaints += chunk))
    const up = once(child, 'message').then(([started]) => started as Started)
    const ended = once(child, 'exit').then(() => undefined)
    const started = await Promise.race([up, ended])
    if (started) {
      this.started = started
      this.#port = Number(new URL(started.endpoint).port)
      return true
    }
    if (child.signalCode === 'SIGKILL') return false
    throw new Error(`the runtime ended by itself while it started:\n${this.complaints.slice(-4000)}`)
  }

  /** It is to end at its n-th kill point from now. */
  killAt(n: number): void {
    this.#child!.send(n)
  }

  kill(): void {
    this.#child!.kill('SIGKILL')
  }

  /** Resolves once it is gone; rejects when it ended in another way than by being killed. */
  async gone(): Promise<void> {
    if (this.alive) await once(this.#child!, 'exit')
    if (this.#child!.signalCode !== 'SIGKILL')
      throw new Error(`the runtime ended by itself (exit ${this.#child!.exitCode}):\n${this.complaints.slice(-4000)}`)
  }
}
