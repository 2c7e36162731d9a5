import type { ResourceType } from '../resource-type.ts'

export const stepfunctionsStateMachine: ResourceType = {
  async put({ call, kernel, generatedName }, properties, previous) {
    const name = properties.StateMachineName ?? previous?.made.attributes.Name ?? generatedName(80)
    const stateMachineArn = kernel.arn('states', `stateMachine:${name}`)
    const text = properties.DefinitionString ?? JSON.stringify(properties.Definition)
    const definition = substitute(text, properties.DefinitionSubstitutions ?? {})
    const roleArn = properties.RoleArn
    if (previous?.made.ref === stateMachineArn)
      await call('stepfunctions', 'UpdateStateMachine', { stateMachineArn, definition, roleArn })
    else
      await call('stepfunctions', 'CreateStateMachine', {
        name,
        definition,
        roleArn,
        type: properties.StateMachineType ?? 'STANDARD',
      })
    return { ref: stateMachineArn, attributes: { Arn: stateMachineArn, Name: name } }
  },
  remove: ({ call }, made) => call('stepfunctions', 'DeleteStateMachine', { stateMachineArn: made.ref }),
}

const substitute = (text: string, values: Record<string, unknown>) =>
  text.replace(/\$\{(\w+)\}/g, (match, name) =>
    name in values ? JSON.stringify(String(values[name])).slice(1, -1) : match,
  )
