import type { Stand } from './follow-rollout.ts'
import type { Screen } from './screen.ts'
import type { SteadyTraffic } from './steady-traffic.ts'

/** Puts a rollout on the screen: a line for each change of weight or verdict, and below it one that goes on changing. */
export class ShownRollout {
  readonly #screen: Screen
  readonly #traffic: Pick<SteadyTraffic, 'requests' | 'failed'>
  readonly #now: () => Date
  readonly #line: ReturnType<Screen['live']>
  #weight = 0
  #said: string | undefined

  constructor(screen: Screen, traffic: Pick<SteadyTraffic, 'requests' | 'failed'>, now: () => Date) {
    this.#screen = screen
    this.#traffic = traffic
    this.#now = now
    this.#line = screen.live()
  }

  readonly update = ({ rollout, weight, doing }: Stand): void => {
    const { requests, failed } = this.#traffic
    const { challenger, startedAt, lastTick, type } = rollout
    const took = this.#now().getTime() - Date.parse(startedAt)
    const counts = `${requests} requests, ${failed} failed`
    const next = lastTick?.next
    if (next && next.do !== this.#said) {
      this.#line.clear()
      // What only begins has been compared with nothing yet.
      if (this.#said !== undefined) this.#verdict(next.do, took, rollout.evidence)
      this.#said = next.do
    }
    if (weight !== this.#weight) {
      this.#line.clear()
      const tell = weight > this.#weight ? this.#screen.done : this.#screen.refused
      tell(`version ${challenger.version} gets ${weight} % of the requests`, took, counts)
      this.#weight = weight
    }
    const why = doing ?? next?.reason ?? ''
    this.#line.update(`${type}  ${weight} %  ${clock(took)}  ${counts}  ${why}`)
  }

  stop(): void {
    this.#line.clear()
  }

  #verdict(verdict: string, took: number, evidence: Stand['rollout']['evidence']): void {
    if (verdict !== 'roll-back') {
      this.#screen.done(`verdict: ${verdict}`, took)
      return
    }
    this.#screen.refused(`verdict: ${verdict}`, took, `${evidence?.['requests']} requests of the challenger compared`)
    for (const { outcome, reason } of checksOf(evidence))
      if (outcome === 'fail') this.#screen.say(`      ${this.#screen.colors.yellow(reason)}`)
  }
}

interface Check {
  check: string
  outcome: string
  reason: string
}

/** What a verdict rests on, as its decision keeps it. */
export function checksOf(evidence: Stand['rollout']['evidence']): Check[] {
  return (evidence?.['checks'] ?? []) as Check[]
}

function clock(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
