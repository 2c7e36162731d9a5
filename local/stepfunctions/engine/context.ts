import type { Scope } from '../jsonata/expression.ts'
import type { Branch, Visit } from './run.ts'

/** `$states` and the variables, as one of the state's fields sees them. */
export function scopeOf(
  visit: Visit,
  more: { result?: any; errorOutput?: any; map?: Branch['record']['item'] } = {},
): Scope {
  const { record, outer } = visit
  let context: Record<string, unknown> | undefined
  const states: Record<string, unknown> = {
    input: record.input,
    // Few expressions look at it.
    get context() {
      context ??= contextOf(visit, more.map)
      return context
    },
  }
  if ('result' in more) states['result'] = more.result
  if ('errorOutput' in more) states['errorOutput'] = more.errorOutput
  return { states, variables: { ...outer, ...record.variables } }
}

/** The context object. */
function contextOf({ run, record, state }: Visit, map = record.item): Record<string, unknown> {
  if (run.context) return run.context
  const { execution } = run
  const context: Record<string, unknown> = {
    Execution: {
      Id: execution.arn,
      Input: run.input,
      Name: execution.name,
      RoleArn: execution.roleArn,
      StartTime: new Date(execution.startDate).toISOString(),
      RedriveCount: execution.redriveCount,
      ...(execution.redriveDate && { RedriveTime: new Date(execution.redriveDate).toISOString() }),
    },
    StateMachine: { Id: execution.machineArn, Name: execution.machineName },
    State: {
      Name: state.name,
      EnteredTime: new Date(record.entered?.at ?? run.kernel.clock.now()).toISOString(),
      RetryCount: record.retryCount ?? 0,
    },
  }
  if (record.task?.token) context['Task'] = { Token: record.task.token }
  if (map)
    context['Map'] = {
      Item: { Index: map.index, Value: map.value, ...(map.source !== undefined && { Source: map.source }) },
    }
  return context
}
