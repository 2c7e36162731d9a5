import type { Call, Kernel, Service } from '#local/kernel/kernel.ts'

export interface Recorded {
  operation: string
  input: any
  principal: Call['principal']
  /** Epoch ms of the runtime's time. */
  at: number
}

/** A small real service that takes what it is sent; `refuse` may throw instead. */
export function recorder(
  kernel: Kernel,
  name: string,
  operations: string[],
  refuse: (calls: Recorded[]) => void = () => {},
): { calls: Recorded[]; service: Service } {
  const calls: Recorded[] = []
  const handlers = operations.map((operation) => [
    operation,
    (input: any, { principal }: Call) => {
      calls.push({ operation, input, principal, at: kernel.clock.now() })
      refuse(calls)
      return {}
    },
  ])
  return { calls, service: { name, operations: Object.fromEntries(handlers) } }
}
