import type { BranchRecord } from './records.ts'
import type { Run } from './run.ts'

/** Where the branches of an execution stand that is not kept. Most have one alone, which is found without a map. */
export function branchesInMemory(): Run['branches'] {
  let root: BranchRecord | undefined
  let others: Map<string, BranchRecord> | undefined
  return {
    get: (at) => (root?.key === at ? root : others?.get(at)),
    put(at, record) {
      root ??= record
      if (record !== root) others = (others ?? new Map()).set(at, record)
    },
    delete(at) {
      if (root?.key !== at) return others?.delete(at) ?? false
      root = undefined
      return true
    },
  }
}
