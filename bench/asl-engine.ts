import { deepStrictEqual } from 'node:assert'
import { mapOf, orderOf, type Pair, tenStates } from './machines.ts'
import { type OurEngine, ourEngine } from './our-engine.ts'
import { peerConstruct, peerRunner } from './peers/local-step-functions.ts'
import { type Compared, inTurns, rateOf } from './rounds.ts'

/** Executions a second, one after the other; of `construct`, machines a second. */
export interface AslEngine {
  small: Compared
  smallKept: Compared
  large: Compared
  largeKept: Compared
  map: Compared
  construct: Compared
  payloadBytes: number
}

const ROUND = 400

/** The engine beside aws-local-stepfunctions, both in this process. Refuses to time what does not agree. */
export async function aslEngine(rounds: number): Promise<AslEngine> {
  const engine = ourEngine()
  try {
    const small = tenStates(orderOf(100))
    const large = tenStates(orderOf(115_000))
    return {
      small: await compared(engine, small, 'express', rounds),
      smallKept: await compared(engine, small, 'standard', rounds),
      large: await compared(engine, large, 'express', rounds),
      largeKept: await compared(engine, large, 'standard', rounds),
      map: await compared(engine, mapOf(1000), 'express', rounds),
      construct: await inTurns(
        rounds,
        () => rateOf(() => engine.construct(small.jsonata), ROUND),
        () => rateOf(() => peerConstruct(small.jsonPath), ROUND),
      ),
      payloadBytes: JSON.stringify(large.input).length,
    }
  } finally {
    engine.stop()
  }
}

async function compared(
  engine: OurEngine,
  { jsonata, jsonPath, input }: Pair,
  kind: 'express' | 'standard',
  rounds: number,
): Promise<Compared> {
  const ours = engine[kind](jsonata)
  const peer = peerRunner(jsonPath)
  deepStrictEqual(await ours(input), await peer(input))
  return inTurns(
    rounds,
    () => rateOf(() => ours(input), ROUND),
    () => rateOf(() => peer(input), ROUND),
  )
}
