import type { Facts } from './facts.ts'

/** Every run has one execution, an end, and a reason for it; and when all is over, nobody holds a lease. */
export function* runsEnd({ ledger, lifecycle }: Facts): Iterable<string> {
  const executions = new Map(lifecycle.map((execution) => [execution.name, execution]))
  const runs = new Map(ledger.runs.map((run) => [run.run, run]))
  for (const { run, status, endedAt, reason } of ledger.runs) {
    const execution = executions.get(run)
    if (!execution) yield `run ${run} has no execution`
    if (!endedAt) yield `run ${run} is ${status}, and its execution is ${execution?.status ?? 'missing'}`
    else if (!reason) yield `run ${run} ended as ${status} without a reason`
  }
  for (const { name, status } of lifecycle) {
    if (!runs.has(name)) yield `execution ${name} belongs to no run`
    if (status === 'RUNNING') yield `execution ${name} still runs`
  }
  for (const { model, lease } of ledger.lines) if (lease) yield `${model} is still leased to ${lease.run}`
  for (const { endpointName } of ledger.waits) yield `somebody is still noted as waiting for ${endpointName}`
}
