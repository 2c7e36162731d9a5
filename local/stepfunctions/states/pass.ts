import type { Visit } from '../engine/run.ts'
import type { Outcome } from '../engine/visit.ts'

export async function pass({ state }: Visit): Promise<Outcome> {
  return { transition: state }
}
