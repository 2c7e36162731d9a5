import { isIPv4, isIPv6 } from 'node:net'
import { invalidPattern } from './invalid-pattern.ts'

/** An address as a number, with its width; undefined for what is no address. */
export function ipNumber(text: string): { bits: 32 | 128; value: bigint } | undefined {
  if (isIPv4(text)) return { bits: 32, value: text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n) }
  if (!isIPv6(text) || text.includes('%')) return undefined
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text)
  const plain = dotted
    ? `${dotted[1]}${hex(+dotted[2]! * 256 + +dotted[3]!)}:${hex(+dotted[4]! * 256 + +dotted[5]!)}`
    : text
  const [head = '', tail] = plain.split('::')
  const left = head ? head.split(':') : []
  const right = tail ? tail.split(':') : []
  const groups = [...left, ...Array(8 - left.length - right.length).fill('0'), ...right]
  return { bits: 128, value: groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n) }
}

/** A test for addresses inside `10.0.0.0/24` or `2001:db8::/64`. */
export function compileCidr(cidr: string): (text: string) => boolean {
  const [address = '', mask, more] = cidr.split('/')
  if (mask === undefined || more !== undefined) throw invalidPattern("Malformed CIDR, one '/' required")
  if (!/^\d+$/.test(mask)) throw invalidPattern('Malformed CIDR, mask bits must be an integer')
  const base = ipNumber(address)
  if (!base) throw invalidPattern(`Nonstandard IP address: ${address}`)
  if (Number(mask) >= base.bits)
    throw invalidPattern(base.bits === 32 ? 'IPv4 mask bits must be < 32' : 'IPv6 mask bits must be < 128')
  const shift = BigInt(base.bits - Number(mask))
  return (text) => {
    const ip = ipNumber(text)
    return ip?.bits === base.bits && ip.value >> shift === base.value >> shift
  }
}

const hex = (value: number) => value.toString(16)
