import { GetExecutionHistoryCommand, type HistoryEvent, type SFNClient } from '@aws-sdk/client-sfn'
import type { RunAnswer, RunsAnswer } from '#shared/domain/api-answers.ts'
import type { ApiClient } from '../connection/api-client.ts'
import { until } from './until.ts'

export interface Step {
  name: string
  /** Milliseconds that the state took. */
  took: number
}

const OVER = new Set(['deployed', 'refused', 'rejected', 'failed'])

/** Waits for a run of the line that `seen` does not hold. */
export async function nextRun(api: ApiClient, model: string, seen: ReadonlySet<string>): Promise<RunAnswer> {
  return until(`a run of ${model}`, async () => {
    const { runs } = await api.request<RunsAnswer>('GET', ['models', model, 'runs'])
    return runs.find((run) => !seen.has(run.run))
  })
}

/** Follows a run to its end, telling each state of its machine as it is left. */
export async function followRun(
  { api, sfn }: { api: ApiClient; sfn: SFNClient },
  { model, run }: RunAnswer,
  onStep: (step: Step) => void,
): Promise<RunAnswer> {
  let told = 0
  return until(`the end of ${run}`, async () => {
    const now = await api.request<RunAnswer>('GET', ['models', model, 'runs', run])
    if (now.executionArn) {
      const steps = stepsOf(await history(sfn, now.executionArn))
      for (const step of steps.slice(told)) onStep(step)
      told = steps.length
    }
    return OVER.has(now.status) && now.endedAt ? now : undefined
  })
}

/** Every event of an execution, oldest first. */
export async function history(sfn: SFNClient, executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = []
  let nextToken: string | undefined
  do {
    const page = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn, nextToken, maxResults: 1000, includeExecutionData: false }),
    )
    events.push(...(page.events ?? []))
    nextToken = page.nextToken
  } while (nextToken)
  return events
}

function stepsOf(events: HistoryEvent[]): Step[] {
  const entered = new Map<string, number>()
  const steps: Step[] = []
  for (const { type, timestamp, stateEnteredEventDetails, stateExitedEventDetails } of events) {
    if (type === 'TaskStateEntered') entered.set(stateEnteredEventDetails!.name!, timestamp!.getTime())
    if (type !== 'TaskStateExited') continue
    const name = stateExitedEventDetails!.name!
    steps.push({ name, took: timestamp!.getTime() - (entered.get(name) ?? timestamp!.getTime()) })
  }
  return steps
}

/** What Step Functions bills: every state entered, and every retry of one. */
export function transitionsIn(events: HistoryEvent[]): number {
  const entered = events.filter(({ type }) => type?.endsWith('StateEntered')).length
  const tasksEntered = events.filter(({ type }) => type === 'TaskStateEntered').length
  const scheduled = events.filter(({ type }) => type === 'TaskScheduled' || type === 'LambdaFunctionScheduled').length
  return entered + Math.max(0, scheduled - tasksEntered)
}
