import { GetExecutionHistoryCommand, type SFNClient } from '@aws-sdk/client-sfn'

/** The states nearest the end of an execution's history are enough to see where it is. */
const recentEvents = 25

/** The task that an execution is at, by the name of its state; undefined when it cannot be told. */
export async function currentStep(client: SFNClient, executionArn: string): Promise<string | undefined> {
  const input = { executionArn, reverseOrder: true, maxResults: recentEvents, includeExecutionData: false }
  const { events = [] } = await client.send(new GetExecutionHistoryCommand(input)).catch(() => ({ events: [] }))
  return events.find(({ type }) => type === 'TaskStateEntered')?.stateEnteredEventDetails?.name
}
