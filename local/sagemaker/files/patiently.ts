import type { Clock } from '../../clock/clock.ts'
import { AwsError } from '../../kernel/aws-error.ts'

const TRIES = 4
const FIRST_PAUSE_MS = 200

/** Does a call of another service again when that one was throttled or failed, as SDKs do. */
export async function patiently<T>(clock: Clock, act: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await act()
    } catch (error) {
      if (tries === TRIES || !passes(error)) throw error
      await clock.idle(() => clock.sleep(FIRST_PAUSE_MS * 2 ** tries))
    }
  }
}

const passes = (error: unknown) =>
  error instanceof AwsError &&
  (error.status >= 500 ? error.status !== 501 : /Throttl|SlowDown|TooMany/.test(error.code))
