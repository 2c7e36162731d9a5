import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { createCloudWatch } from '#local/cloudwatch/index.ts'
import { createDynamoDb } from '#local/dynamodb/index.ts'
import type { HttpService, Kernel } from '#local/kernel/kernel.ts'
import { createS3 } from '#local/s3/index.ts'
import { createSageMaker } from '#local/sagemaker/index.ts'
import { createSqs } from '#local/sqs/index.ts'
import { createStepFunctions } from '#local/stepfunctions/index.ts'
import { serve } from '#test/support/kernel.ts'

/** A lifecycle machine whose runs go on until they are stopped. */
const goesOn = {
  QueryLanguage: 'JSONata',
  StartAt: 'Go on',
  States: { 'Go on': { Type: 'Wait', Seconds: 86_400, End: true } },
}

export interface Backend {
  kernel: Kernel
  machine: string
  /** The machine of ways back, whose executions go on too. */
  rollback: string
  wakeQueue: string
  /** The executions of a machine by name, with their states. */
  executions(of?: 'lifecycle' | 'rollback'): Promise<Record<string, string>>
  wakes(): Promise<{ delayed: number; visible: number }>
  /** The operations that the ledger was asked for while `work` went on. */
  ledgerCalls(work: () => Promise<unknown>): Promise<string[]>
  close(): Promise<void>
}

/** What the acts speak to: ledger, wake queue, machine and bucket as infra/ has them, and the environment to find them. */
export async function openBackend(): Promise<Backend> {
  const { kernel, client, close } = await serve()
  for (const create of [createS3, createDynamoDb, createSqs, createStepFunctions, createSageMaker, createCloudWatch]) {
    kernel.register(create(kernel))
  }
  const call = (service: string, operation: string, input: object) =>
    kernel.call(service, operation, input, kernel.root)
  await call('dynamodb', 'CreateTable', { ...ledgerProperties(), TableName: 'ledger' })
  await call('s3', 'CreateBucket', {
    Bucket: 'bucket',
    CreateBucketConfiguration: { LocationConstraint: kernel.region },
  })
  const { QueueUrl: wakeQueue } = await call('sqs', 'CreateQueue', { QueueName: 'wake' })
  const createMachine = async (name: string): Promise<string> => {
    const roleArn = kernel.arn('iam', 'role/machine').replace(`:${kernel.region}:`, '::')
    const input = { name: `trimtab-test-${name}`, definition: JSON.stringify(goesOn), roleArn }
    return (await call('stepfunctions', 'CreateStateMachine', input)).stateMachineArn
  }
  const machine = await createMachine('lifecycle')
  const rollback = await createMachine('rollback')
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: client.endpoint,
    AWS_REGION: client.region,
    AWS_ACCESS_KEY_ID: client.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: client.credentials.secretAccessKey,
    TRIMTAB_STAGE: 'test',
    TRIMTAB_BUCKET: 'bucket',
    TRIMTAB_LEDGER: 'ledger',
    TRIMTAB_LIFECYCLE_MACHINE: machine,
    TRIMTAB_ROLLBACK_MACHINE: rollback,
    TRIMTAB_WAKE_QUEUE: wakeQueue,
  })
  return {
    kernel,
    machine,
    rollback,
    wakeQueue,
    async executions(of = 'lifecycle') {
      const stateMachineArn = of === 'lifecycle' ? machine : rollback
      const { executions } = await call('stepfunctions', 'ListExecutions', { stateMachineArn })
      return Object.fromEntries(executions.map(({ name, status }: any) => [name, status]))
    },
    async wakes() {
      const input = { QueueUrl: wakeQueue, AttributeNames: ['All'] }
      const { Attributes } = await call('sqs', 'GetQueueAttributes', input)
      return {
        delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed),
        visible: Number(Attributes.ApproximateNumberOfMessages),
      }
    },
    async ledgerCalls(work) {
      const table = kernel.service('dynamodb') as HttpService
      const calls: string[] = []
      const handle = table.handle
      table.handle = (req, res, call) => {
        calls.push(String(req.headers['x-amz-target']).split('.')[1]!)
        return handle.call(table, req, res, call)
      }
      await work()
      table.handle = handle
      return calls
    },
    close,
  }
}

/** The table's keys and index as the template makes them. */
function ledgerProperties() {
  const file = new URL('../../../infra/ledger.yml', import.meta.url)
  const { BillingMode, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = parse(readFileSync(file, 'utf8'))
    .Resources.Ledger.Properties
  return { BillingMode, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes }
}
