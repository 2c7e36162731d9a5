import { readEndpoint } from '#shared/aws/endpoints.ts'
import { failTask, resume } from '#shared/aws/executions.ts'
import { type EndpointWait, removeWait } from '#shared/aws/ledger.ts'
import { type EndpointOutcome, endpointOutcome } from '#shared/domain/endpoint-outcome.ts'

/**
 * Looks at the endpoint itself, since events come late, twice or not at all, and tells the waiting execution what
 * became of it. The wait is forgotten last: a crash before that resumes the token a second time, which does no harm.
 */
export async function resumeWait(wait: EndpointWait, now: string): Promise<EndpointOutcome['outcome']> {
  const outcome = endpointOutcome(await readEndpoint(wait.endpointName), wait, now)
  if (outcome.outcome === 'waits') return 'waits'
  if (outcome.outcome === 'serves') await resume(wait.taskToken, { configName: wait.configName })
  else await failTask(wait.taskToken, outcome.error, outcome.reason)
  await removeWait(wait)
  return outcome.outcome
}
