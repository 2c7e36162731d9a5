import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createStepFunctions } from '#local/stepfunctions/index.ts'
import { type Served, serve } from '#test/support/kernel.ts'
import { only, ROLE } from './machine-room.ts'

let served: Served
let client: SFNClient
beforeAll(async () => {
  served = await serve()
  served.kernel.register(createStepFunctions(served.kernel))
  client = new SFNClient(served.client)
})
afterAll(async () => {
  client.destroy()
  await served.close()
})

it('serves the AWS SDK over the wire, with dates, details and named errors', async () => {
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', ...only({ Type: 'Pass', Output: { n: 1 } }) })
  const { stateMachineArn } = await client.send(new CreateStateMachineCommand({ name: 'm', definition, roleArn: ROLE }))
  const { executionArn, startDate } = await client.send(new StartExecutionCommand({ stateMachineArn, name: 'e' }))
  expect(startDate).toBeInstanceOf(Date)
  const description = await vi.waitUntil(async () => {
    const found = await client.send(new DescribeExecutionCommand({ executionArn }))
    return found.status !== 'RUNNING' && found
  })
  expect(description).toMatchObject({ status: 'SUCCEEDED', output: '{"n":1}', stopDate: expect.any(Date) })
  const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn }))
  expect(events?.at(-2)).toMatchObject({
    type: 'PassStateExited',
    stateExitedEventDetails: { name: 'Only', output: '{"n":1}' },
  })
  const again = client.send(new StartExecutionCommand({ stateMachineArn, name: 'e' }))
  await expect(again).rejects.toMatchObject({
    name: 'ExecutionAlreadyExists',
    message: `Execution Already Exists: '${executionArn}'`,
  })
  const broken = client.send(new CreateStateMachineCommand({ name: 'b', definition: '{}', roleArn: ROLE }))
  await expect(broken).rejects.toMatchObject({
    name: 'InvalidDefinition',
    message:
      "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /'",
  })
})
