import { isIPv6 } from 'node:net'
import { invalidPattern } from './invalid-pattern.ts'

export interface Ip {
  bits: 32 | 128
  value: bigint
}

export interface IpRange {
  bits: 32 | 128
  /** How many leading bits are fixed. */
  mask: number
  /** Those bits. */
  prefix: bigint
}

const LIKE_IPV4 = /^\d+\.\d+\.\d+\.\d+$/
const LIKE_IPV6 = /^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/

/** An address as a number, with its width; undefined for what is no address. */
export function ipNumber(text: string): Ip | undefined {
  if (LIKE_IPV4.test(text)) {
    const parts = text.split('.').map(Number)
    if (parts.some((part) => part > 255)) return undefined
    return { bits: 32, value: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) }
  }
  if (!LIKE_IPV6.test(text) || !isIPv6(text)) return undefined
  const [head = '', tail] = text.split('::')
  const left = head ? head.split(':') : []
  const right = tail ? tail.split(':') : []
  const groups = [...left, ...Array(8 - left.length - right.length).fill('0'), ...right]
  const value = groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n)
  // An IPv4 address in the clothes of IPv6 is that IPv4 address.
  if (value >> 32n === 0xffffn) return { bits: 32, value: value & 0xffffffffn }
  return { bits: 128, value }
}

export const contains = ({ bits, mask, prefix }: IpRange, ip: Ip) =>
  ip.bits === bits && ip.value >> BigInt(bits - mask) === prefix

/** The one address of a text that is one. */
export function ipAlone(text: string): IpRange | undefined {
  const ip = ipNumber(text)
  return ip && { bits: ip.bits, mask: ip.bits, prefix: ip.value }
}

/** `10.0.0.0/24` or `2001:db8::/64` */
export function parseCidr(cidr: string): IpRange {
  // A slash at the end is none, as Java splits.
  const [address = '', mask = '', ...more] = cidr.replace(/\/+$/, '').split('/')
  if (more.length > 0 || !cidr.replace(/\/+$/, '').includes('/'))
    throw invalidPattern("Malformed CIDR, one '/' required")
  if (!/^[+-]?\d+$/.test(mask)) throw invalidPattern('Malformed CIDR, mask bits must be an integer')
  const fixed = Number(mask)
  if (fixed < 0) throw invalidPattern('Malformed CIDR, mask bits must not be negative')
  if (!LIKE_IPV4.test(address) && !LIKE_IPV6.test(address)) throw invalidPattern(`Nonstandard IP address: ${address}`)
  const ip = ipNumber(address)
  if (!ip) throw invalidPattern(`Invalid IP address: ${address}`)
  if (fixed >= ip.bits)
    throw invalidPattern(ip.bits === 32 ? 'IPv4 mask bits must be < 32' : 'IPv6 mask bits must be < 128')
  return { bits: ip.bits, mask: fixed, prefix: ip.value >> BigInt(ip.bits - fixed) }
}
