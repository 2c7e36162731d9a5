import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { lambdaOf, serviceOf } from '#test/local/stepfunctions/machine-room.ts'
import { type Backend, openBackend } from './backend.ts'

let backend: Backend
let ledger: typeof import('#shared/aws/ledger.ts')
let acts: typeof import('#shared/acts/resume-wait.ts') & typeof import('#shared/acts/sweep-waits.ts')
let machine: string
let endpoint: { EndpointStatus: string; EndpointConfigName: string; FailureReason?: string }
let token: string | undefined

const waits = {
  QueryLanguage: 'JSONata',
  StartAt: 'Wait',
  States: {
    Wait: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: {
        FunctionName: 'arn:aws:lambda:ap-southeast-1:000000000000:function:keep',
        Payload: { taskToken: '{% $states.context.Task.Token %}' },
      },
      End: true,
    },
  },
}

beforeAll(async () => {
  backend = await openBackend()
  ledger = await import('#shared/aws/ledger.ts')
  acts = { ...(await import('#shared/acts/resume-wait.ts')), ...(await import('#shared/acts/sweep-waits.ts')) }
  const { kernel } = backend
  const keep = ({ taskToken }: { taskToken: string }) => {
    token = taskToken
  }
  kernel.register(lambdaOf({ keep }))
  const DescribeEndpoint = ({ EndpointName }: any) => ({
    EndpointName,
    EndpointArn: kernel.arn('sagemaker', `endpoint/${EndpointName}`),
    CreationTime: new Date(0),
    LastModifiedTime: new Date(0),
    ...endpoint,
  })
  kernel.register(serviceOf('sagemaker', { DescribeEndpoint }))
  const definition = JSON.stringify(waits)
  const roleArn = 'arn:aws:iam::000000000000:role/machine'
  const input = { name: 'waits', definition, roleArn }
  machine = (await kernel.call('stepfunctions', 'CreateStateMachine', input, kernel.root)).stateMachineArn
})
afterAll(() => backend.close())

const now = '2026-03-04T12:10:00.000Z'
let executionArn: string
let wait: Parameters<typeof acts.resumeWait>[0]

beforeEach(async () => {
  token = undefined
  const { kernel } = backend
  const started = await kernel.call('stepfunctions', 'StartExecution', { stateMachineArn: machine }, kernel.root)
  executionArn = started.executionArn
  const taskToken = await vi.waitUntil(() => token)
  const times = { since: '2026-03-04T12:00:00.000Z', until: '2026-03-04T13:00:00.000Z' }
  wait = { endpointName: 'trimtab-test-churn', configName: 'new', taskToken, ...times }
  await ledger.putWait(wait)
  endpoint = { EndpointStatus: 'Updating', EndpointConfigName: 'old' }
})

async function execution() {
  const { kernel } = backend
  const describe = () => kernel.call('stepfunctions', 'DescribeExecution', { executionArn }, kernel.root)
  const { status, error } = await describe()
  return [status, error]
}

describe('an execution that waits for an endpoint', () => {
  it('goes on waiting while the endpoint moves', async () => {
    expect(await acts.resumeWait(wait, now)).toBe('waits')
    expect(await execution()).toEqual(['RUNNING', undefined])
    expect(await ledger.readWait(wait.endpointName)).toEqual(wait)
  })

  it('goes on to the next state once the endpoint serves the new config, and is forgotten', async () => {
    endpoint = { EndpointStatus: 'InService', EndpointConfigName: 'new' }
    expect(await acts.resumeWait(wait, now)).toBe('serves')
    await vi.waitFor(async () => expect(await execution()).toEqual(['SUCCEEDED', undefined]), 10_000)
    expect(await ledger.readWait(wait.endpointName)).toBeUndefined()
  })

  it('fails when SageMaker went back by itself, though the endpoint is in service', async () => {
    endpoint = { EndpointStatus: 'InService', EndpointConfigName: 'old', FailureReason: 'alarm' }
    await acts.resumeWait(wait, now)
    await vi.waitFor(async () => expect(await execution()).toEqual(['FAILED', 'EndpointRolledBack']), 10_000)
  })

  it('is not disturbed by a second delivery of the same event', async () => {
    endpoint = { EndpointStatus: 'InService', EndpointConfigName: 'new' }
    expect(await Promise.all([acts.resumeWait(wait, now), acts.resumeWait(wait, now)])).toEqual(['serves', 'serves'])
    await vi.waitFor(async () => expect(await execution()).toEqual(['SUCCEEDED', undefined]), 10_000)
  })

  it('is resumed by the sweeper when the event was lost', async () => {
    endpoint = { EndpointStatus: 'InService', EndpointConfigName: 'new' }
    await acts.sweepWaits(now)
    await vi.waitFor(async () => expect(await execution()).toEqual(['SUCCEEDED', undefined]), 10_000)
  })

  it('is given up by the sweeper when its time is over', async () => {
    await acts.sweepWaits('2026-03-04T13:00:01.000Z')
    await vi.waitFor(async () => expect(await execution()).toEqual(['FAILED', 'EndpointTimeout']), 10_000)
  })
})
