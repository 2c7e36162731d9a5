/**
 * A reflected CRC of up to 64 bits, eight bytes at a time ("slicing by 8"), on two 32-bit halves: BigInt arithmetic
 * is some fifty times slower. `low` and `high` are the halves of the reversed polynomial; initial value and final
 * XOR are all ones.
 */
export class ReflectedCrc {
  readonly #low: Uint32Array[]
  readonly #high: Uint32Array[]
  readonly #bytes: 4 | 8
  #lowState = 0xffffffff
  #highState: number

  constructor(polynomial: Polynomial) {
    this.#low = polynomial.low
    this.#high = polynomial.high
    this.#bytes = polynomial.bytes
    this.#highState = polynomial.bytes === 8 ? 0xffffffff : 0
  }

  update(data: Buffer): void {
    const [l0, l1, l2, l3, l4, l5, l6, l7] = this.#low as Eight
    const [h0, h1, h2, h3, h4, h5, h6, h7] = this.#high as Eight
    let low = this.#lowState
    let high = this.#highState
    let at = 0
    for (const end = data.length - 7; at < end; at += 8) {
      low ^= data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24)
      high ^= data[at + 4]! | (data[at + 5]! << 8) | (data[at + 6]! << 16) | (data[at + 7]! << 24)
      const a = low & 255
      const b = (low >>> 8) & 255
      const c = (low >>> 16) & 255
      const d = low >>> 24
      const e = high & 255
      const f = (high >>> 8) & 255
      const g = (high >>> 16) & 255
      const h = high >>> 24
      low = l7[a]! ^ l6[b]! ^ l5[c]! ^ l4[d]! ^ l3[e]! ^ l2[f]! ^ l1[g]! ^ l0[h]!
      high = h7[a]! ^ h6[b]! ^ h5[c]! ^ h4[d]! ^ h3[e]! ^ h2[f]! ^ h1[g]! ^ h0[h]!
    }
    for (; at < data.length; at++) {
      const index = (low ^ data[at]!) & 255
      low = ((low >>> 8) | (high << 24)) ^ l0[index]!
      high = (high >>> 8) ^ h0[index]!
    }
    this.#lowState = low
    this.#highState = high
  }

  /** Big-endian, as S3 writes it before base64. */
  digest(): Buffer {
    const out = Buffer.alloc(8)
    out.writeUInt32BE(~this.#highState >>> 0, 0)
    out.writeUInt32BE(~this.#lowState >>> 0, 4)
    return out.subarray(8 - this.#bytes)
  }
}

type Eight = [Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array]

export interface Polynomial {
  bytes: 4 | 8
  low: Uint32Array[]
  high: Uint32Array[]
}

/** The tables of a reversed polynomial, given by its halves. */
export function polynomial(bytes: 4 | 8, high: number, low: number): Polynomial {
  const lows = Array.from({ length: 8 }, () => new Uint32Array(256))
  const highs = Array.from({ length: 8 }, () => new Uint32Array(256))
  for (let byte = 0; byte < 256; byte++) {
    let l = byte
    let h = 0
    for (let bit = 0; bit < 8; bit++) {
      const odd = l & 1
      l = (l >>> 1) | (h << 31)
      h >>>= 1
      if (odd) {
        l ^= low
        h ^= high
      }
    }
    lows[0]![byte] = l
    highs[0]![byte] = h
  }
  for (let slice = 1; slice < 8; slice++)
    for (let byte = 0; byte < 256; byte++) {
      const l = lows[slice - 1]![byte]!
      const h = highs[slice - 1]![byte]!
      lows[slice]![byte] = ((l >>> 8) | (h << 24)) ^ lows[0]![l & 255]!
      highs[slice]![byte] = (h >>> 8) ^ highs[0]![l & 255]!
    }
  return { bytes, low: lows, high: highs }
}
