/**
 * A counter-based source of randomness: the same (seed, stream, index) always gives the same number, so a draw does
 * not depend on which thread makes it or when. Mixing: the finaliser of MurmurHash3.
 */
function hash32(seed: number, stream: number, index: number): number {
  let h = (seed ^ Math.imul(stream + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca77)) >>> 0
  for (let turn = 0; turn < 2; turn++) {
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    h = (h ^ (h >>> 16) ^ Math.imul(index, 0x27d4eb2f)) >>> 0
  }
  return h
}

/** Uniform in [0, 1). */
export const uniform = (seed: number, stream: number, index: number) => hash32(seed, stream, index) / 4294967296

/** max(1, ⌊fraction × n⌋) of `items`, without replacement, in ascending order. */
export function sampleItems(items: Int32Array, fraction: number, seed: number, stream: number): Int32Array {
  if (fraction >= 1) return items
  const count = Math.max(1, Math.floor(fraction * items.length))
  const pool = items.slice()
  for (let i = 0; i < count; i++) {
    const pick = i + Math.floor(uniform(seed, stream, i) * (pool.length - i))
    const item = pool[pick]!
    pool[pick] = pool[i]!
    pool[i] = item
  }
  return pool.subarray(0, count).sort()
}
