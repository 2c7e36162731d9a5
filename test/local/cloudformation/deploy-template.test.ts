import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createCloudFormation, deployTemplate } from '#local/cloudformation/index.ts'
import { RESOURCE_TYPES } from '#local/cloudformation/resources/index.ts'
import { createIam } from '#local/iam/index.ts'
import { createLogs } from '#local/logs/index.ts'
import { createSqs } from '#local/sqs/index.ts'
import { type LambdaRuntime, serveLambda, zipOf } from '../lambda/make-function.ts'

let folder: string
let runtime: LambdaRuntime
let calls: string[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trimtab-package-'))
  runtime = await serveLambda()
  const { kernel } = runtime
  for (const create of [createIam, createLogs, createSqs, createCloudFormation]) kernel.register(create(kernel))
  const { call } = kernel
  calls = []
  kernel.call = (service, operation, input, principal) => {
    calls.push(`${service}:${operation}`)
    return call(service, operation, input, principal)
  }
  pack('export const handler = async () => process.env.QUEUE')
})
afterEach(async () => {
  await runtime.close()
  rmSync(folder, { recursive: true, force: true })
})

const pack = (source: string) => writeFileSync(join(folder, 'worker.zip'), zipOf({ 'index.mjs': source }))

async function deploy(change: (template: any) => void = () => {}) {
  const template = {
    Resources: {
      // Before what it needs, so that only the references can bring it into order.
      Worker: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'worker',
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Code: { S3Bucket: 'deployment', S3Key: 'serverless/some/time/worker.zip' },
          Environment: { Variables: { QUEUE: { Ref: 'Queue' } } },
        },
      },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
          },
        },
      },
      Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs', VisibilityTimeout: 60 } },
    } as Record<string, any>,
    Outputs: { QueueArn: { Value: { 'Fn::Sub': `\${Queue.Arn} in \${AWS::Region}` } } },
  }
  change(template)
  const templateFile = join(folder, 'template.json')
  writeFileSync(templateFile, JSON.stringify(template))
  calls.length = 0
  const artifacts = (key: string) => join(folder, key.split('/').at(-1)!)
  return deployTemplate(runtime.kernel, { stackName: 'test', templateFile, artifacts })
}
const queues = async () => (await runtime.kernel.call('sqs', 'ListQueues', {}, runtime.kernel.root)).QueueUrls ?? []

describe('provisioning a packaged template', () => {
  test('makes its resources in the order of their references and answers the outputs', async () => {
    const { outputs } = await deploy()
    expect(outputs).toEqual({ QueueArn: 'arn:aws:sqs:ap-southeast-1:000000000000:jobs in ap-southeast-1' })
    expect((await runtime.run('worker')).result).toBe(`${runtime.kernel.endpoint}/000000000000/jobs`)
    const { StackResources } = await runtime.kernel.call(
      'cloudformation',
      'DescribeStackResources',
      { StackName: 'test' },
      runtime.kernel.root,
    )
    expect(StackResources.map((one: any) => one.LogicalResourceId).sort()).toEqual(['Queue', 'Role', 'Worker'])
  })

  test('does nothing when nothing changed, whatever the key that the package lies under', async () => {
    await deploy()
    await deploy()
    expect(calls).toEqual([])
  })

  test('changes the function whose code changed, and only that', async () => {
    await deploy()
    pack('export const handler = async () => "second"')
    await deploy()
    expect(new Set(calls.map((call) => call.split(':')[0]))).toEqual(new Set(['lambda']))
    expect((await runtime.run('worker')).result).toBe('second')
  })

  test('removes what the template no longer has, but keeps what it says to retain', async () => {
    const more = (template: any) => {
      template.Resources.Gone = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'gone' } }
      template.Resources.Kept = { Type: 'AWS::SQS::Queue', DeletionPolicy: 'Retain', Properties: { QueueName: 'kept' } }
    }
    await deploy(more)
    expect(await queues()).toHaveLength(3)
    await deploy()
    expect((await queues()).map((url: string) => url.split('/').at(-1)).sort()).toEqual(['jobs', 'kept'])
  })

  test.each([
    [/Other.*AWS::EC2::Instance/, { Other: { Type: 'AWS::EC2::Instance' } }],
    [/Fn::ImportValue/, { Other: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::ImportValue': 'x' } } } }],
    [/Nobody/, { Other: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Nobody' } } } }],
    [
      /Queue has no attribute Colour/,
      { Other: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::GetAtt': ['Queue', 'Colour'] } } } },
    ],
    [
      /Other\.Properties\.FifoQeue: .*AWS::SQS::Queue/,
      { Other: { Type: 'AWS::SQS::Queue', Properties: { FifoQeue: true } } },
    ],
    [
      /Group\.Properties\.DataProtectionPolicy/,
      { Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'g', DataProtectionPolicy: {} } } },
    ],
    [/circular/i, { A: { Type: 'AWS::SQS::Queue', DependsOn: 'B' }, B: { Type: 'AWS::SQS::Queue', DependsOn: ['A'] } }],
  ])('refuses by name: %s', async (message, resources) => {
    await expect(deploy((template) => Object.assign(template.Resources, resources))).rejects.toThrow(message)
  })

  test('takes, and says that it takes, properties that change nothing here', async () => {
    const Properties = { LogGroupName: 'kept', KmsKeyId: 'arn:aws:kms:ap-southeast-1:000000000000:key/1' }
    await deploy((template) => {
      template.Resources.Group = { Type: 'AWS::Logs::LogGroup', Properties }
    })
    expect(RESOURCE_TYPES['AWS::Logs::LogGroup']!.withoutEffect).toContain('KmsKeyId')
  })

  test('names the packaged file that is missing', async () => {
    rmSync(join(folder, 'worker.zip'))
    await expect(deploy()).rejects.toThrow(/worker\.zip is missing/)
  })
})
