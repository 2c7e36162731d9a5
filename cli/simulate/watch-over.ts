import { Worker } from 'node:worker_threads'

/** What a process may take before it is given up. */
export interface Patience {
  /** Of the processor: many times what any seed takes. */
  cpuSeconds: number
  /** In each of which it took nothing of the processor. */
  idleSeconds: number
}

/** Ends a process of which nothing more is to be expected. */
export const GIVEN_UP = 'SIGALRM'

/**
 * Has this process end by GIVEN_UP when it will never be done: it took too much of the processor, or none of it for long.
 * How long it has been at work says nothing, for one that is given nothing of the machine is not stuck. It is watched from
 * a thread, since a loop cannot be interrupted by what waits for its end. Returns what ends the watch.
 */
export function watchOver(patience: Patience): () => Promise<unknown> {
  const thread = new Worker(new URL('./watch.ts', import.meta.url), { workerData: patience })
  thread.unref()
  return () => thread.terminate()
}
