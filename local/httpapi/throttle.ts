import type { Clock } from '../clock/clock.ts'
import type { RouteSettings, Stage } from './api.ts'

/** What an account has in a region, for all its APIs. */
const ACCOUNT_RATE = 10_000
const ACCOUNT_BURST = 5_000

interface TokenBucket {
  tokens: number
  at: number
}

/** Token buckets for the routes of stages: `ThrottlingRateLimit` a second on average, `ThrottlingBurstLimit` at once. */
export class Throttle {
  readonly #clock: Clock
  readonly #buckets = new Map<string, TokenBucket>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether one more request to a route may pass now. */
  admits(stage: Stage, routeKey: string): boolean {
    const settings = settingsOf(stage, routeKey)
    const rate = Math.min(settings.ThrottlingRateLimit ?? ACCOUNT_RATE, ACCOUNT_RATE)
    const burst = Math.min(settings.ThrottlingBurstLimit ?? ACCOUNT_BURST, ACCOUNT_BURST)
    const key = `${stage.ApiId}/${stage.StageName}/${routeKey}`
    const now = this.#clock.now()
    const known = this.#buckets.get(key) ?? { tokens: burst, at: now }
    const tokens = Math.min(burst, known.tokens + ((now - known.at) / 1000) * rate)
    const admitted = tokens >= 1
    this.#buckets.set(key, { tokens: admitted ? tokens - 1 : tokens, at: now })
    return admitted
  }
}

/** A route's own settings over the stage's default ones. */
export const settingsOf = (stage: Stage, routeKey: string | undefined): RouteSettings => ({
  ...stage.DefaultRouteSettings,
  ...(routeKey !== undefined && stage.RouteSettings?.[routeKey]),
})
