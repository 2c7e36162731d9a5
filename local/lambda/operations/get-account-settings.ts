import { ACCOUNT_CONCURRENCY, reservedTogether } from '../concurrency.ts'
import { functionTable } from '../function.ts'
import type { Operation } from '../lambda.ts'

export const getAccountSettings: Operation =
  ({ kernel }) =>
  () => {
    const functions = [...functionTable(kernel).values()]
    const sizes = functions.flatMap((fn) => [fn, ...Object.values(fn.versions)]).map(({ code }) => code.size)
    return {
      AccountLimit: {
        TotalCodeSize: 80_530_636_800,
        CodeSizeUnzipped: 262_144_000,
        CodeSizeZipped: 52_428_800,
        ConcurrentExecutions: ACCOUNT_CONCURRENCY,
        UnreservedConcurrentExecutions: ACCOUNT_CONCURRENCY - reservedTogether(kernel),
      },
      AccountUsage: { TotalCodeSize: sizes.reduce((sum, size) => sum + size, 0), FunctionCount: functions.length },
    }
  }
