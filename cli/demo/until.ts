import { setTimeout as pause } from 'node:timers/promises'
import { CliError } from '../cli-error.ts'

const PATIENCE = 120_000

/** Asks again until there is an answer. The API has no push; a quarter of a second is what a person does not notice. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, patience = PATIENCE): Promise<T> {
  const deadline = performance.now() + patience
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (performance.now() > deadline)
      throw new CliError(`${what} did not come within ${patience / 1000} seconds`, {
        next: 'see what was decided: trimtab decisions <model>',
      })
    await pause(250)
  }
}
