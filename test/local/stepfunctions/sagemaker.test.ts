import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AwsError } from '#local/kernel/aws-error.ts'
import { only, openRoom, type Room, serviceOf } from './machine-room.ts'
import { type Jobs, train, trainingJobs } from './sagemaker-jobs.ts'

let room: Room
let training: Jobs
beforeEach(() => {
  room = openRoom()
  training = trainingJobs(() => room.clock.date())
  room.kernel.register(training.service)
})
afterEach(() => room.close())

describe('a training job with .sync', () => {
  it('is waited for by its event, and described with times in milliseconds', async () => {
    const executionArn = await room.start(only(train('.sync')), { name: 'job' })
    await room.settle()
    training.end(room.kernel, 'job', 'Completed')
    await room.settle()
    const { output, types } = await room.finished(executionArn)
    expect(output).toMatchObject({
      TrainingJobName: 'job',
      TrainingJobStatus: 'Completed',
      CreationTime: room.clock.now(),
    })
    expect(types.slice(2, 6)).toEqual(['TaskScheduled', 'TaskStarted', 'TaskSubmitted', 'TaskSucceeded'])
    expect(training.calls).toEqual(['Create', 'Describe', 'Describe'])
  })

  it('is marked as started by Step Functions', async () => {
    await room.start(only(train('.sync')), { name: 'job' })
    await room.settle()
    expect(training.jobs.get('job')!.Tags).toEqual([{ Key: 'MANAGED_BY_AWS', Value: 'STARTED_BY_STEP_FUNCTIONS' }])
  })

  it('is found to have ended within a minute when its event is lost', async () => {
    const executionArn = await room.start(only(train('.sync')), { name: 'job' })
    await room.settle()
    training.end(room.kernel, 'job', 'Completed', { silent: true })
    await room.clock.advance(60_000)
    expect((await room.finished(executionArn)).status).toBe('SUCCEEDED')
  })

  it.each(['Failed', 'Stopped'])(
    'that is %s is States.TaskFailed with its description as the cause',
    async (status) => {
      const executionArn = await room.start(only(train('.sync')), { name: 'job' })
      await room.settle()
      training.end(room.kernel, 'job', status)
      await room.settle()
      const { error, cause } = await room.finished(executionArn)
      expect(error).toBe('States.TaskFailed')
      expect(JSON.parse(cause!)).toMatchObject({ TrainingJobName: 'job', TrainingJobStatus: status })
    },
  )

  it('survives a throttled Describe', async () => {
    const describeJob = training.service.operations['DescribeTrainingJob']!
    let throttled = 0
    const operations = {
      ...training.service.operations,
      DescribeTrainingJob: (input: any, call: any) => {
        if (throttled++ < 2) throw new AwsError('ThrottlingException', 'Rate exceeded')
        return describeJob(input, call)
      },
    }
    room.kernel.register({ ...training.service, operations })
    const executionArn = await room.start(only(train('.sync')), { name: 'job' })
    await room.settle()
    training.end(room.kernel, 'job', 'Completed')
    await room.clock.advance(60_000)
    expect((await room.finished(executionArn)).status).toBe('SUCCEEDED')
  })

  it.each([
    ['the execution is stopped', {}, (arn: string) => room.call('StopExecution', { executionArn: arn })],
    ['the task times out', { TimeoutSeconds: 30 }, () => room.clock.advance(30_000)],
  ])('is stopped when %s', async (_, more, happen) => {
    const executionArn = await room.start(only(train('.sync', more)), { name: 'job' })
    await room.settle()
    await happen(executionArn)
    await room.settle()
    expect(training.calls.at(-1)).toBe('Stop')
  })

  it('is stopped when a sibling branch fails', async () => {
    const branch = (state: any) => ({ StartAt: state.Type, States: { [state.Type]: state } })
    await room.run(
      only({
        Type: 'Parallel',
        Branches: [branch(train('.sync', { End: true })), branch({ Type: 'Wait', Seconds: 5, Next: 'Bad' })].map(
          (given, index) =>
            index ? { ...given, States: { ...given.States, Bad: { Type: 'Fail', Error: 'E' } } } : given,
        ),
      }),
      { name: 'job' },
      5,
    )
    await room.settle()
    expect(training.calls.at(-1)).toBe('Stop')
  })
})

describe('a request to SageMaker', () => {
  it('answers at once without .sync', async () => {
    const { output } = await room.run(only(train('')), { name: 'job' })
    expect(output).toMatchObject({
      TrainingJobArn: expect.stringContaining('training-job/job'),
      SdkHttpMetadata: { HttpStatusCode: 200 },
    })
  })

  it.each([
    ['ResourceInUse', 'SageMaker.ResourceInUseException', 'SageMaker.ResourceInUseException'],
    ['ResourceLimitExceeded', 'SageMaker.ResourceLimitExceededException', 'SageMaker.ResourceLimitExceededException'],
    ['ValidationException', 'SageMaker.AmazonSageMakerException', 'SageMaker.SageMakerException'],
    ['ThrottlingException', 'SageMaker.AmazonSageMakerException', 'SageMaker.SageMakerException'],
  ])('refused with %s is %s, and %s through aws-sdk', async (code, optimised, sdk) => {
    const refuse = () => {
      throw new AwsError(code, 'refused')
    }
    room.kernel.register(serviceOf('sagemaker', { CreateTrainingJob: refuse }))
    const viaSdk = { ...train(''), Resource: 'arn:aws:states:::aws-sdk:sagemaker:createTrainingJob' }
    const first = await room.run(only(train('')), { name: 'job' })
    const second = await room.run(only(viaSdk), { name: 'job' })
    expect([first.error, second.error]).toEqual([optimised, sdk])
    expect(first.cause).toMatch(
      /^refused \(Service: AmazonSageMaker; Status Code: 400; Error Code: \w+; Request ID: \S+; Proxy: null\)$/,
    )
    expect(second.cause).toMatch(
      /^refused \(Service: SageMaker, Status Code: 400, Request ID: \S+\) \(SDK Attempt Count: 1\)$/,
    )
  })
})

describe('aws-sdk', () => {
  const sdk = (action: string, Arguments: any) =>
    only({ Type: 'Task', Resource: `arn:aws:states:::aws-sdk:${action}`, Arguments })

  it('gives times in ISO 8601 and leaves absent members out', async () => {
    await room.run(only(train('')), { name: 'job' })
    const { output, history } = await room.run(sdk('sagemaker:describeTrainingJob', { TrainingJobName: 'job' }))
    expect(output).toMatchObject({ TrainingJobStatus: 'InProgress', CreationTime: '2026-01-01T00:00:00Z' })
    expect(history[2].taskScheduledEventDetails).toMatchObject({
      resourceType: 'aws-sdk:sagemaker',
      resource: 'describeTrainingJob',
    })
  })

  it('takes and gives blobs as text, objects as JSON, streams read to their end', async () => {
    const bodies: string[] = []
    const InvokeEndpoint = ({ Body }: any) => {
      bodies.push(Body.toString())
      return { Body: Readable.from([Buffer.from('0.'), Buffer.from('75')]), ContentType: 'text/csv' }
    }
    room.kernel.register(serviceOf('sagemaker-runtime', { InvokeEndpoint }))
    const first = await room.run(sdk('sagemakerruntime:invokeEndpoint', { EndpointName: 'e', Body: '1,2' }))
    await room.run(sdk('sagemakerruntime:invokeEndpoint', { EndpointName: 'e', Body: { instances: [1] } }))
    expect(first.output).toEqual({ Body: '0.75', ContentType: 'text/csv' })
    expect(bodies).toEqual(['1,2', '{"instances":[1]}'])
  })

  it('spells the members of a camelCase API in PascalCase, and hands objects on as JSON text', async () => {
    const stateMachineArn = await room.create(only({ Type: 'Pass' }))
    const { output } = await room.run(
      sdk('sfn:startExecution', { StateMachineArn: stateMachineArn, Name: 'nested', Input: { a: 1 } }),
    )
    expect(output).toEqual({ ExecutionArn: expect.stringMatching(/:nested$/), StartDate: '2026-01-01T00:00:00Z' })
    expect((await room.finished(output.ExecutionArn)).output).toEqual({ a: 1 })
  })

  it('keeps the names of attributes as they are', async () => {
    room.kernel.register(serviceOf('dynamodb', { GetItem: () => ({ Item: { id: { S: 'x' }, none: { NULL: true } } }) }))
    const { output } = await room.run(sdk('dynamodb:getItem', { TableName: 't', Key: { id: { S: 'x' } } }))
    expect(output).toEqual({ Item: { id: { S: 'x' }, none: { NULL: true } } })
  })

  it('names an unmodelled error by the service', async () => {
    const { error, cause } = await room.run(sdk('sfn:sendTaskSuccess', { TaskToken: 'no', Output: '1' }))
    expect(error).toBe('Sfn.InvalidTokenException')
    expect(cause).toMatch(
      /^Invalid Token: 'Invalid token' \(Service: Sfn, Status Code: 400, Request ID: \S+\) \(SDK Attempt Count: 1\)$/,
    )
  })

  it('waits for a token with .waitForTaskToken', async () => {
    const SendMessage = ({ MessageBody }: any) => {
      void room.call('SendTaskSuccess', { taskToken: MessageBody, output: '"back"' })
      return { MessageId: 'm' }
    }
    room.kernel.register(serviceOf('sqs', { SendMessage }))
    const Arguments = { QueueUrl: 'q', MessageBody: '{% $states.context.Task.Token %}' }
    expect((await room.run(sdk('sqs:sendMessage.waitForTaskToken', Arguments))).output).toBe('back')
  })
})
