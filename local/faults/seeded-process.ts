import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

/**
 * From here on whatever this process takes from chance (ids, tokens, jitter; of its own code and of others') follows from
 * the seed, so that a simulation is the same each time. For a process that does nothing else: nothing is secret any more.
 */
export function seedProcess(seed: number | string): void {
  let block = 0
  const bytes = (size: number): Buffer => {
    const parts: Buffer[] = []
    for (let have = 0; have < size; have += 32)
      parts.push(crypto.createHash('sha256').update(`${seed} ${block++}`).digest())
    return Buffer.concat(parts).subarray(0, size)
  }
  const fill = <T extends NodeJS.ArrayBufferView>(view: T): T => {
    bytes(view.byteLength).copy(new Uint8Array(view.buffer, view.byteOffset, view.byteLength))
    return view
  }
  const uuid = () => {
    const drawn = bytes(16)
    drawn[6] = (drawn[6]! & 0x0f) | 0x40
    drawn[8] = (drawn[8]! & 0x3f) | 0x80
    return drawn.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  }
  Object.assign(crypto, {
    randomUUID: uuid,
    randomBytes: bytes,
    randomInt: (from: number, to?: number) => {
      const [least, most] = to === undefined ? [0, from] : [from, to]
      return least + (bytes(6).readUIntBE(0, 6) % (most - least))
    },
    randomFillSync: fill,
  })
  Object.defineProperties(globalThis.crypto, {
    randomUUID: { value: uuid, configurable: true },
    getRandomValues: { value: fill, configurable: true },
  })
  Math.random = () => bytes(6).readUIntBE(0, 6) / 2 ** 48
  // Named imports see what was changed.
  syncBuiltinESMExports()
}
