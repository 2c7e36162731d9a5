import { createHash } from 'node:crypto'
import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'

const REMEMBERED = 8 * 3_600_000

interface Answered {
  digest: string
  output: any
  /** Epoch ms. */
  until: number
}

/** Answers a request that comes again under its ClientToken as the first time, and does nothing. */
export class Idempotency {
  readonly #kernel: Kernel
  readonly #answers: Table<Answered>

  constructor(kernel: Kernel) {
    this.#kernel = kernel
    this.#answers = kernel.store.table('scheduler.tokens')
  }

  once<T>(operation: string, input: any, act: () => T): T {
    const { ClientToken, ...request } = input
    if (ClientToken === undefined) return act()
    const now = this.#kernel.clock.now()
    for (const [key, { until }] of this.#answers.entries()) {
      if (until > now) break
      this.#answers.delete(key)
    }
    const digest = createHash('sha256').update(JSON.stringify(request)).digest('hex')
    const key = `${operation} ${ClientToken}`
    const known = this.#answers.get(key)
    if (known && known.digest !== digest)
      throw new AwsError('ConflictException', 'The ClientToken was used for a request with other parameters.', 409)
    if (known) return known.output
    const output = act()
    this.#answers.put(key, { digest, output, until: now + REMEMBERED })
    return output
  }
}
