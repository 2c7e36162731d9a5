import type { Clock } from '../../clock/clock.ts'
import type { ContainerSpec } from '../containers/container.ts'
import { deadline } from '../containers/deadline.ts'
import { startContainer } from '../containers/running-container.ts'

export type StopReason = 'Stopped' | 'MaxRuntimeExceeded'

/** Thrown through a job when the runtime ends: nothing is recorded, the next start takes the job up again. */
export class RuntimeClosed extends Error {}

/** Thrown by `check` once a stop was asked for. */
export class StopRequested extends Error {}

/** SageMaker gives a container 120 s between SIGTERM and SIGKILL. */
const GRACE_MS = 120_000

/** One run of one job: what can be asked of it from outside while it works. */
export class JobRun {
  stopReason: StopReason | undefined
  readonly #clock: Clock
  readonly #onStop = new Set<() => void>()
  readonly #onClose = new Set<() => void>()
  #closed = false
  #cancelLimit = () => {}

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Throws when the job is to go no further. */
  check(): void {
    if (this.#closed) throw new RuntimeClosed()
    if (this.stopReason) throw new StopRequested()
  }

  /** Stops the job as MaxRuntimeExceeded after that time from now. */
  limit(seconds: number): void {
    this.#cancelLimit()
    this.#cancelLimit = deadline(this.#clock, seconds * 1000, () => this.stop('MaxRuntimeExceeded'))
  }

  /** Runs a container to its end and answers its exit code. */
  async execute(spec: ContainerSpec): Promise<number> {
    const container = startContainer(this.#clock, spec)
    const forget = this.whileRunning(
      () => void container.stop(GRACE_MS),
      () => void container.kill(),
    )
    const code = await container.exited
    forget()
    this.#cancelLimit()
    if (this.#closed) throw new RuntimeClosed()
    return code
  }

  /** What a stop and the end of the runtime do while something runs; returns what takes that back. */
  whileRunning(onStop: () => void, onClose: () => void): () => void {
    this.#onStop.add(onStop)
    this.#onClose.add(onClose)
    return () => {
      this.#onStop.delete(onStop)
      this.#onClose.delete(onClose)
    }
  }

  stop(reason: StopReason): void {
    if (this.stopReason) return
    this.stopReason = reason
    for (const stop of this.#onStop) stop()
  }

  close(): void {
    this.#closed = true
    for (const close of this.#onClose) close()
  }

  end(): void {
    this.#cancelLimit()
  }

  /** Lets the end of the runtime pass through a `catch` of everything. */
  passClosing(): void {
    if (this.#closed) throw new RuntimeClosed()
  }
}
