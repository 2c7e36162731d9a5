import { median } from './statistics.ts'

export interface Compared {
  /** The same figure of both sides, round by round. */
  ours: number[]
  peer: number[]
}

/** Measures the two sides in turn, so that whatever else the machine does meets both alike. */
export async function inTurns(
  rounds: number,
  ours: () => Promise<number> | number,
  peer: () => Promise<number> | number,
): Promise<Compared> {
  const compared: Compared = { ours: [], peer: [] }
  for (let round = 0; round < rounds; round++) {
    compared.ours.push(await ours())
    compared.peer.push(await peer())
  }
  return compared
}

/** Calls a second of `once`, called again and again, for at least `milliseconds` and three times. */
export async function rateOf(once: () => Promise<unknown> | unknown, milliseconds: number): Promise<number> {
  const began = performance.now()
  let calls = 0
  while (calls < 3 || performance.now() - began < milliseconds) {
    await once()
    calls++
  }
  return (calls * 1000) / (performance.now() - began)
}

/** The median of the ratios of each round. */
export const ratioOf = ({ ours, peer }: Compared): number => median(ours.map((value, round) => value / peer[round]!))
