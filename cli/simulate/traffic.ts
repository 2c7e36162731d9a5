import type { World } from './world.ts'

/** A request that was not answered as it should have been. */
export interface LostRequest {
  at: number
  endpoint: string
  error: string
}

const EVERY_MS = 20_000
/** Asked at once where two variants are compared: a 99th percentile takes hundreds to be sure of. */
const BESIDE = 12
const CALM_TURNS = 15

/** Somebody who asks every endpoint that serves, again and again. */
export class Traffic {
  readonly lost: LostRequest[] = []
  asked = 0
  /** Fewer ask, but for what is being compared. */
  calm = false
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  /** For as long as the clock of the world goes on; a restart of the world needs it anew. */
  flow(turn = 0): void {
    this.#world.clock.after(EVERY_MS, () => {
      for (const [endpoint, configName] of this.#world.up) {
        const isBeside = /-judged-\d+$/.test(configName)
        if (!isBeside && this.calm && turn % CALM_TURNS > 0) continue
        for (let n = 0; n < (isBeside ? BESIDE : 1); n++) void this.#ask(endpoint)
      }
      this.flow(turn + 1)
    })
  }

  async #ask(endpoint: string): Promise<void> {
    const input = { EndpointName: endpoint, ContentType: 'text/csv', Body: Buffer.from('1,3\n') }
    this.asked += 1
    const { clock, call } = this.#world
    try {
      await call('sagemaker-runtime', 'InvokeEndpoint', input)
    } catch (error) {
      // Removed, or stopped, while it was asked.
      if (this.#world.clock === clock && this.#world.up.has(endpoint))
        this.lost.push({ at: clock.now(), endpoint, error: String(error) })
    }
  }
}
