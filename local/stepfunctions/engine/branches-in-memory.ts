import type { BranchRecord } from './records.ts'
import type { Run } from './run.ts'

/** Where the branches of an execution stand that is not kept. */
export function branchesInMemory(): Run['branches'] {
  const records = new Map<string, BranchRecord>()
  return {
    get: (at) => records.get(at),
    put: (at, record) => void records.set(at, record),
    delete: (at) => records.delete(at),
  }
}
