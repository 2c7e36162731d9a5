const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))
const MISSING = /^(?:nan|na|null)?$/i
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/**
 * The number written in bytes [begin, end), NaN for an empty cell or `nan`, `na`, `null`; undefined when it is no
 * finite number. Up to 15 digits are read without a string: then mantissa and power of ten are both exact doubles.
 */
export function parseNumber(bytes: Uint8Array, begin: number, end: number): number | undefined {
  let at = begin
  let negative = false
  let mantissa = 0
  let digits = 0
  let decimals = -1
  const first = bytes[at]
  if (first === 45 || first === 43) {
    negative = first === 45
    at++
  }
  for (; at < end; at++) {
    const byte = bytes[at]!
    if (byte >= 48 && byte <= 57) {
      mantissa = mantissa * 10 + (byte - 48)
      digits++
      if (decimals >= 0) decimals++
    } else if (byte === 46 && decimals < 0) decimals = 0
    else break
  }
  if (at === end && digits > 0 && digits <= 15) {
    const value = decimals > 0 ? mantissa / POWERS[decimals]! : mantissa
    return negative ? -value : value
  }
  return parseSlowly(bytes, begin, end)
}

function parseSlowly(bytes: Uint8Array, begin: number, end: number): number | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + begin, end - begin)
    .toString('latin1')
    .trim()
  if (MISSING.test(text)) return Number.NaN
  if (!NUMBER.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) && Math.abs(value) < 3.4028235677973366e38 ? value : undefined
}
