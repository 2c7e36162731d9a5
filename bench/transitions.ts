import { SFNClient } from '@aws-sdk/client-sfn'
import { history, transitionsIn } from '#cli/demo/follow-run.ts'
import type { RunsAnswer } from '#shared/domain/api-answers.ts'
import { LINE, type Loop } from './loop.ts'

export interface Transitions {
  lifecycle: number
  deploy: number
}

/** What Step Functions bills for each run of the line, oldest first, counted from the executions' histories. */
export async function transitions({ api, client }: Loop): Promise<Transitions[]> {
  const sfn = new SFNClient(client)
  const { runs } = await api.request<RunsAnswer>('GET', ['models', LINE, 'runs'])
  return Promise.all(
    runs.toReversed().map(async ({ executionArn, run, attempt }) => ({
      lifecycle: transitionsIn(await history(sfn, executionArn!)),
      deploy: transitionsIn(await history(sfn, deployArn(executionArn!, run, attempt))),
    })),
  )
}

/** The nested execution is named after the run and its attempt. */
function deployArn(lifecycleArn: string, run: string, attempt: number): string {
  return `${lifecycleArn.slice(0, -run.length - 1).replace(/-lifecycle$/, '-deploy')}:${run}-${attempt}`
}
