export interface DescribedError {
  errorType?: string
  errorMessage: string
  trace?: string[]
}

export interface Invocation {
  payload: string
  context: Record<string, unknown> & { awsRequestId: string }
  traceId: string
}

/** How an invocation ended; `memory` in bytes. After `failed`, `exited` and `timeout` the environment is gone. */
export type Ended =
  | { kind: 'returned'; payload: string; memory: number }
  | { kind: 'threw'; error: DescribedError; memory: number }
  | { kind: 'failed'; error: DescribedError; memory: number }
  | { kind: 'exited'; reason: string; outOfMemory: false; memory: number }
  | { kind: 'exited'; reason: string; outOfMemory: true }
  | { kind: 'timeout'; seconds: number; memory: number }

/** One place where a function runs, one invocation at a time, with modules and environment variables of its own. */
export interface Environment {
  readonly logStream: string
  /** Milliseconds that loading took, or how long it was tried. */
  readonly initDuration: number
  readonly gone: boolean
  /** Milliseconds by the clock that the function's timeout goes by. */
  now(): number
  /** Loads the function, from the beginning; what it logs on the way goes to `onLog`. */
  boot(seconds: number, onLog: (text: string) => void): Promise<'ready' | Ended>
  /** Runs one invocation of the loaded function until `deadline` (see `now`). */
  invoke(invocation: Invocation, deadline: number, onLog: (text: string) => void): Promise<Ended>
  /** Ends it, and the invocation that it runs, at once. */
  terminate(): void
}

/** Lambda gives the code outside of the handler this long. */
export const INIT_SECONDS = 10
