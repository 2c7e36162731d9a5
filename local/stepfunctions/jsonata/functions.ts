import { createHash, randomUUID } from 'node:crypto'
import jsonata from 'jsonata'
import type { Clock } from '../../clock/clock.ts'

const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
}
const RANGE_LIMIT = 1000

/** The functions that Step Functions adds to JSONata, and those of JSONata that must ask the runtime's clock. */
export function stepFunctionsJsonata(clock: Clock): Record<string, (...args: any[]) => unknown> {
  const fromMillis = jsonata('$fromMillis($at, $picture, $zone)')
  return {
    partition: (array: unknown, size: unknown) => {
      if (array === undefined) return undefined
      if (!Array.isArray(array)) throw new Error('$partition: the first argument must be an array')
      if (!isPositiveInteger(size)) throw new Error('$partition: the chunk size must be a positive integer')
      return Array.from({ length: Math.ceil(array.length / size) }, (_, index) =>
        array.slice(index * size, (index + 1) * size),
      )
    },
    range: (first: unknown, last: unknown, step: unknown) => {
      if (first === undefined || last === undefined) return undefined
      if (![first, last, step].every((argument) => Number.isFinite(argument)) || step === 0)
        throw new Error('$range: the arguments must be numbers, and the step not zero')
      const count = Math.floor(((last as number) - (first as number)) / (step as number) + 1e-9) + 1
      if (count > RANGE_LIMIT) throw new Error(`$range: the array would have more than ${RANGE_LIMIT} elements`)
      // AWS's evaluator hands on a sequence of one as that one.
      if (count === 1) return first
      return Array.from({ length: Math.max(0, count) }, (_, index) => (first as number) + index * (step as number))
    },
    hash: (data: unknown, algorithm: unknown) => {
      if (data === undefined) return undefined
      const name = HASHES[String(algorithm)]
      if (!name) throw new Error(`$hash: the algorithm must be one of ${Object.keys(HASHES).join(', ')}`)
      return createHash(name)
        .update(typeof data === 'string' ? data : JSON.stringify(data))
        .digest('hex')
    },
    random: (seed?: unknown) => (seed === undefined ? Math.random() : seededRandom(Number(seed))),
    uuid: () => randomUUID(),
    parse: (text: unknown) => {
      if (text === undefined) return undefined
      if (typeof text !== 'string') throw new Error('$parse: the argument must be a string')
      return JSON.parse(text)
    },
    millis: () => clock.now(),
    now: (picture?: unknown, zone?: unknown) => fromMillis.evaluate(undefined, { at: clock.now(), picture, zone }),
  }
}

const isPositiveInteger = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0

/** mulberry32: one number in [0, 1) for each seed. */
function seededRandom(seed: number): number {
  let t = (Math.trunc(seed) + 0x6d2b79f5) | 0
  t = Math.imul(t ^ (t >>> 15), t | 1)
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
}
