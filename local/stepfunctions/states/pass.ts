import type { Visit } from '../engine/run.ts'
import type { Outcome } from '../engine/visit.ts'

export const pass = ({ state }: Visit): Outcome => ({ transition: state })
