import { AwsError } from '../../kernel/aws-error.ts'
import type { AwsEvent, Kernel } from '../../kernel/kernel.ts'

/** How often a job is asked after: its event is best effort. */
const ASK_EVERY_MS = 60_000

export interface Ended<T> {
  kernel: Kernel
  signal: AbortSignal
  /** Whether an event may be the end of the job. */
  announces(event: AwsEvent): boolean
  describe(): Promise<T>
  hasEnded(description: T): boolean
}

/** The description of a job once it has ended: asked for at first, at each event that may be the end, and slowly. */
export async function untilEnded<T>({ kernel, signal, announces, describe, hasEnded }: Ended<T>): Promise<T> {
  let wake = Promise.withResolvers<void>()
  const ring = () => wake.resolve()
  const off = kernel.onEvent((event) => announces(event) && ring())
  signal.addEventListener('abort', ring, { once: true })
  try {
    for (;;) {
      if (signal.aborted) throw signal.reason
      const description = await describe().catch(passing)
      if (description !== undefined && hasEnded(description)) return description
      if (signal.aborted) throw signal.reason
      const timer = kernel.clock.after(ASK_EVERY_MS, ring)
      await wake.promise
      timer.cancel()
      wake = Promise.withResolvers()
    }
  } finally {
    off()
    signal.removeEventListener('abort', ring)
  }
}

/** A throttled or failing service is asked again at the next turn. */
function passing(error: unknown): undefined {
  if (error instanceof AwsError && (error.status >= 500 || /Throttl|TooManyRequests/.test(error.code))) return undefined
  throw error
}
