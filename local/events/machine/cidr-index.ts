import { type IpRange, ipNumber } from '../pattern/ip-range.ts'
import { type Edge, EdgeGroups, tellGroup } from './edge.ts'

interface Width<T> {
  bits: 32 | 128
  /** How many bits an address loses to be compared. */
  free: bigint
  groups: EdgeGroups<bigint, T>
  uses: number
}

/** Edges by networks: one look-up for each width that some edge has. */
export class CidrIndex<T> {
  readonly #widths = new Map<string, Width<T>>()

  add(range: IpRange, edge: Edge<T>): void {
    const { bits, mask, prefix } = range
    const key = `${bits}/${mask}`
    const width = this.#widths.get(key) ?? { bits, free: BigInt(bits - mask), groups: new EdgeGroups(), uses: 0 }
    this.#widths.set(key, width)
    width.groups.add(prefix, edge)
    width.uses++
  }

  remove({ bits, mask, prefix }: IpRange, edge: Edge<T>): void {
    const key = `${bits}/${mask}`
    const width = this.#widths.get(key)!
    width.groups.remove(prefix, edge)
    if (--width.uses === 0) this.#widths.delete(key)
  }

  find(text: string, tell: (edge: Edge<T>) => void): void {
    const ip = ipNumber(text)
    if (!ip) return
    for (const { bits, free, groups } of this.#widths.values())
      if (bits === ip.bits) tellGroup(groups.get(ip.value >> free), tell)
  }
}
