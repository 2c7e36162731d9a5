import type { ResourceType } from '../resource-type.ts'

export const stepfunctionsStateMachine: ResourceType = {
  withoutEffect: ['Tags', 'EncryptionConfiguration'],
  async put({ call, kernel, generatedName }, properties, previous) {
    const name = properties.StateMachineName ?? previous?.made.attributes.Name ?? generatedName(80)
    const stateMachineArn = kernel.arn('states', `stateMachine:${name}`)
    const text = properties.DefinitionString ?? JSON.stringify(properties.Definition)
    const type = properties.StateMachineType ?? 'STANDARD'
    const settings = {
      definition: substitute(text, properties.DefinitionSubstitutions ?? {}),
      roleArn: properties.RoleArn,
      loggingConfiguration: loggingOf(properties.LoggingConfiguration),
      tracingConfiguration: { enabled: properties.TracingConfiguration?.Enabled ?? false },
    }
    if (previous?.made.ref === stateMachineArn)
      await call('stepfunctions', 'UpdateStateMachine', { stateMachineArn, ...settings })
    else await call('stepfunctions', 'CreateStateMachine', { name, type, ...settings })
    return { ref: stateMachineArn, attributes: { Arn: stateMachineArn, Name: name } }
  },
  remove: ({ call }, made) => call('stepfunctions', 'DeleteStateMachine', { stateMachineArn: made.ref }),
}

function loggingOf(given: any) {
  if (!given) return { level: 'OFF', includeExecutionData: false }
  const destinations = (given.Destinations ?? []).map(({ CloudWatchLogsLogGroup }: any) => ({
    cloudWatchLogsLogGroup: { logGroupArn: CloudWatchLogsLogGroup.LogGroupArn },
  }))
  return { level: given.Level ?? 'OFF', includeExecutionData: given.IncludeExecutionData ?? false, destinations }
}

const substitute = (text: string, values: Record<string, unknown>) =>
  text.replace(/\$\{(\w+)\}/g, (match, name) =>
    name in values ? JSON.stringify(String(values[name])).slice(1, -1) : match,
  )
