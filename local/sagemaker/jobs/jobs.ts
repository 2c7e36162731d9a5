import type { Clock } from '../../clock/clock.ts'
import { JobRun, RuntimeClosed } from './job-run.ts'

/** The jobs that run in this process, by ARN. */
export class Jobs {
  readonly #clock: Clock
  readonly #running = new Map<string, { run: JobRun; done: Promise<void> }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Starts a job's work after the call that created it has answered. Virtual time stands still while it runs. */
  launch(arn: string, work: (run: JobRun) => Promise<void>): void {
    const run = new JobRun(this.#clock)
    const done = this.#clock.during(async () => {
      await new Promise((resolve) => setImmediate(resolve))
      try {
        run.passClosing()
        await work(run)
      } catch (error) {
        // What a job left behind when the runtime ends is taken up at the next start.
        if (!(error instanceof RuntimeClosed)) throw error
      } finally {
        run.end()
        this.#running.delete(arn)
      }
    })
    this.#running.set(arn, { run, done })
  }

  stop(arn: string): void {
    this.#running.get(arn)?.run.stop('Stopped')
  }

  /** Ends every process; resolves when none is left. */
  async close(): Promise<void> {
    const running = [...this.#running.values()]
    for (const { run } of running) run.close()
    await Promise.all(running.map(({ done }) => done))
  }
}
