import { DescribeEndpointCommand } from '@aws-sdk/client-sagemaker'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type {
  ModelAnswer,
  OrphansAnswer,
  RollbackAnswer,
  RolloutsAnswer,
  RunAnswer,
  VersionsAnswer,
} from '#shared/domain/api-answers.ts'
import { eventually, GENTOO, type Loop, penguinsCsv, startLoop } from './support/loop.ts'

describe('an endpoint that somebody takes back', () => {
  const EndpointName = 'trimtab-dev-penguins'
  let loop: Loop
  let first: RunAnswer
  let queue: string
  const call = (service: string, operation: string, input: object) =>
    loop.service.kernel.call(service, operation, input, loop.service.kernel.root)
  const goBack = (body: object) => loop.api.request<RollbackAnswer>('POST', ['models', 'penguins', 'rollback'], body)
  const serves = async () =>
    (await loop.sagemaker.send(new DescribeEndpointCommand({ EndpointName }))).EndpointConfigName

  beforeAll(async () => {
    loop = await startLoop()
    queue = await hearNotices()
    await loop.apply('penguins')
    await loop.put('data/penguins/first.csv', penguinsCsv())
    first = await loop.ended('penguins', 1)
    await loop.put('data/penguins/second.csv', penguinsCsv(100, 300))
    await loop.ended('penguins', 2)
  }, 60_000)
  afterAll(() => loop?.stop())

  /** A queue that is told what the topic of notices is told. */
  async function hearNotices(): Promise<string> {
    const { QueueUrl } = await call('sqs', 'CreateQueue', { QueueName: 'notices' })
    const Endpoint = loop.service.kernel.arn('sqs', 'notices')
    const TopicArn = loop.service.kernel.arn('sns', 'trimtab-dev-notices')
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: Endpoint },
      ],
    })
    await call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { Policy } })
    await call('sns', 'Subscribe', { TopicArn, Protocol: 'sqs', Endpoint, Attributes: { RawMessageDelivery: 'true' } })
    return QueueUrl
  }

  it('serves the version before, without a request that fails, and the ledger says so', async () => {
    const before = await serves()
    const asked = await goBack({ reason: 'late by an hour since noon' })
    expect(asked).toMatchObject({ ends: false, version: 1 })
    const failures: unknown[] = []
    await eventually(async () => {
      await loop.ask('penguins', GENTOO).catch((error) => failures.push(error))
      const { rollouts } = await loop.api.request<RolloutsAnswer>('GET', ['models', 'penguins', 'rollouts'])
      expect(rollouts.find(({ rollout }) => rollout === asked.rollout)).toMatchObject({ phase: 'rolled-back' })
    })
    expect(failures).toEqual([])
    expect(await serves()).not.toBe(before)
    const { champion } = await loop.api.request<ModelAnswer>('GET', ['models', 'penguins'])
    expect(champion).toMatchObject({ version: 1, run: first.run })
    const { versions } = await loop.api.request<VersionsAnswer>('GET', ['models', 'penguins', 'versions'])
    expect(versions.map(({ version, status }) => `${version} ${status}`)).toEqual(['2 rolled-back', '1 serving'])
    expect((await loop.decisions('penguins'))[0]).toMatchObject({
      subject: 'rollout',
      decision: 'rolled back',
      reason: 'version 1 serves again: late by an hour since noon',
    })
  })

  it('tells those who subscribed why', async () => {
    const { Messages } = await call('sqs', 'ReceiveMessage', { QueueUrl: queue, WaitTimeSeconds: 10 })
    expect(JSON.parse(Messages[0].Body)).toMatchObject({
      model: 'penguins',
      what: 'rolled back',
      reason: 'version 1 serves again: late by an hour since noon',
    })
  })

  it('does not go back twice for one key, nor to what turned bad, nor to what is not there', async () => {
    await expect(goBack({ to: 2 })).rejects.toThrow('version 2 was itself taken back')
    await expect(goBack({ to: 9 })).rejects.toThrow('there is no version 9')
    await expect(goBack({})).rejects.toThrow('penguins cannot go back')
  })

  it('is told of with what else stands in SageMaker, and what is over is swept', async () => {
    const stock = async () => (await loop.api.request<OrphansAnswer>('GET', ['orphans'])).resources
    expect(await stock()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'endpoint', name: EndpointName, runsOn: 'main: 1 instances' }),
        expect.objectContaining({ kind: 'model', why: expect.stringMatching(/version 2 .*kept 14d/), sweep: false }),
      ]),
    )
    const { versions } = await loop.api.request<VersionsAnswer>('GET', ['models', 'penguins', 'versions'])
    const { modelName, endpointConfigName } = versions[0]!
    await call('dynamodb', 'UpdateItem', {
      TableName: loop.service.outputs.LedgerTable,
      Key: { pk: { S: 'LINE#penguins' }, sk: { S: 'VERSION#00000002' } },
      UpdateExpression: 'SET retiredAt = :then',
      ExpressionAttributeValues: { ':then': { S: '2020-01-01T00:00:00.000Z' } },
    })
    const Payload = Buffer.from(JSON.stringify({ scheduledTime: '2026-03-04T05:05:00Z' }))
    const swept = await call('lambda', 'Invoke', { FunctionName: 'trimtab-dev-sweepLeftovers', Payload })
    expect(JSON.parse(Buffer.from(swept.Payload).toString())).toEqual({ swept: 2 })
    const names = (await stock()).map(({ name }) => name)
    expect(names).not.toContain(modelName)
    expect(names).not.toContain(endpointConfigName)
    expect(names).toHaveLength(3)
  })

  it('keeps the run that comes next from nothing', async () => {
    await loop.put('data/penguins/third.csv', penguinsCsv(50, 250))
    expect(await loop.ended('penguins', 3)).toMatchObject({ status: 'deployed', version: 3 })
  })
})
