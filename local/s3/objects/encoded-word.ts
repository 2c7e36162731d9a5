const WORD = /^=\?UTF-8\?([BQ])\?(.*)\?=$/i

/** S3 gives back a word of RFC 2047 decoded where it had no need to be encoded, and otherwise as it came. */
export function plainWord(text: string): string {
  const found = WORD.exec(text)
  if (!found) return text
  const decoded =
    found[1]!.toUpperCase() === 'B' ? Buffer.from(found[2]!, 'base64').toString('latin1') : fromQ(found[2]!)
  return /^[\x20-\x7e]+$/.test(decoded) ? decoded : text
}

const fromQ = (text: string) =>
  text.replaceAll('_', ' ').replace(/=([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
