import { StateFailure } from '../engine/failure.ts'
import type { Integration, TaskCall } from './integration.ts'
import { type Optimised, optimised } from './optimised.ts'
import { asText, toTaskJson } from './task-json.ts'

const SPEC: Optimised = {
  type: 'events',
  action: 'putEvents',
  service: 'events',
  operation: 'PutEvents',
  spelling: { prefix: 'EventBridge', fallback: 'AmazonEventBridgeException', service: 'AmazonEventBridge' },
  result: (output) => {
    const answer = toTaskJson(output)
    if (answer.FailedEntryCount > 0) throw new StateFailure('EventBridge.FailedEntry', JSON.stringify(answer))
    return answer
  },
}

/** `events:putEvents`: details may be objects; the machine and the execution are among each event's resources; a failed entry fails the task. */
export function putEvents(pattern: 'request' | 'token'): Integration {
  const integration = optimised(SPEC, pattern)
  return { ...integration, send: (call) => integration.send({ ...call, arguments: withExecution(call) }) }
}

function withExecution({ arguments: args, execution }: TaskCall): any {
  const entry = ({ Detail, Resources, Time, ...rest }: any) => ({
    ...rest,
    ...(Detail !== undefined && { Detail: asText(Detail) }),
    ...(Time !== undefined && { Time: new Date(Time) }),
    Resources: [...(Resources ?? []), execution.machineArn, execution.arn],
  })
  return { ...args, Entries: args?.Entries?.map(entry) }
}
