import type { DescribedError } from './environment.ts'

export class NamedError extends Error {
  constructor(name: string, message: string)
}
export function describeError(error: unknown): { answered: DescribedError; logged: string }
