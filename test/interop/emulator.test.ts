import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime'
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiClient, createApiClient } from '#cli/connection/api-client.ts'
import { projectRoot } from '#cli/connection/local-runtime.ts'
import { readModelFolder } from '#cli/model-folder.ts'
import { ensurePackaged } from '#cli/runtime/ensure-packaged.ts'
import type { ModelAnswer, RunAnswer, RunsAnswer } from '#shared/domain/api-answers.ts'
import { ADELIE, eventually, GENTOO, penguinsCsv } from '../e2e/support/loop.ts'
import { deployPackage } from './emulator/deploy-package.ts'
import { type SageMakerAlone, serveSageMakerAlone } from './emulator/sagemaker-alone.ts'
import { type Emulator, startEmulator } from './emulator/start-emulator.ts'
import { emulatorPython } from './python.ts'

const python = emulatorPython()
const BUCKET = 'trimtab-dev-000000000000-ap-southeast-1'
const LINE = 'penguins'

/**
 * The service on ministack: its CloudFormation, Lambda, Step Functions, EventBridge, S3, DynamoDB, SQS, API Gateway, IAM.
 * SageMaker, which it does not have, is ours. What the emulator is helped with stands in emulator_with_sagemaker.py.
 */
describe.skipIf(!python)('on an emulator that others wrote', () => {
  let templateFile: string
  let sagemaker: SageMakerAlone
  let emulator: Emulator
  let deployed: Awaited<ReturnType<typeof deployPackage>>
  let api: ApiClient
  let s3: S3Client

  beforeAll(async () => {
    const { packageDir } = await ensurePackaged(projectRoot)
    templateFile = join(packageDir, 'cloudformation-template-update-stack.json')
    sagemaker = await serveSageMakerAlone()
    emulator = await startEmulator(python!, sagemaker, BUCKET)
    deployed = await deployPackage(packageDir, emulator.client)
    const names = deployed.resources.map((resource) => [resource.LogicalResourceId, resource.PhysicalResourceId])
    await sagemaker.adopt(templateFile, Object.fromEntries(names))
    const { client } = emulator
    api = createApiClient({
      // Names under .localhost do not resolve everywhere; this is the emulator's other address of the same API.
      apiUrl: `${client.endpoint}/_aws/execute-api/${deployed.outputs['HttpApiId']}/$default`,
      region: client.region,
      stage: 'dev',
      place: 'ministack',
      local: true,
      credentials: async () => client.credentials,
      client,
    })
    s3 = new S3Client({ ...client, forcePathStyle: true })
  }, 180_000)

  afterAll(async () => {
    await emulator?.stop()
    await sagemaker?.close()
  })

  const upload = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }))
  const ended = (count: number): Promise<RunAnswer> =>
    eventually(async () => {
      const { runs } = await api.request<RunsAnswer>('GET', ['models', LINE, 'runs'])
      expect(runs).toHaveLength(count)
      expect(runs[0]!.endedAt, `${runs[0]!.run} is ${runs[0]!.status}`).toBeDefined()
      expect((await api.request<ModelAnswer>('GET', ['models', LINE])).run).toBeFalsy()
      return runs[0]!
    })
  const answers = async (penguin: string) => {
    const runtime = new SageMakerRuntimeClient(sagemaker.client)
    const input = { EndpointName: `trimtab-dev-${LINE}`, ContentType: 'text/csv', Body: penguin }
    return Buffer.from((await runtime.send(new InvokeEndpointCommand(input))).Body)
      .toString()
      .trim()
      .split(',')
      .map(Number)
  }

  it('creates every resource of the packaged template, as it is', () => {
    expect(deployed.status).toBe('UPDATE_COMPLETE')
    const template = JSON.parse(readFileSync(templateFile, 'utf8'))
    const complete = deployed.resources.filter(({ ResourceStatus }) =>
      /^(CREATE|UPDATE)_COMPLETE$/.test(ResourceStatus!),
    )
    expect(complete.map((resource) => resource.LogicalResourceId).sort()).toEqual(
      Object.keys(template.Resources).sort(),
    )
    expect([...sagemaker.kernel.services()].map(({ name }) => name)).not.toContain('lambda')
  })

  it('takes a manifest, and a file in S3 becomes a model that serves', async () => {
    const { text, files } = readModelFolder(join(projectRoot, 'test/e2e/lines', LINE), projectRoot)
    const manifest = text.replace('atLeast: 0.8', 'atLeast: 0.8, worseThanChampionBy: 0.2')
    await api.request('PUT', ['models', LINE], { manifest, files })
    await upload(`data/${LINE}/1.csv`, penguinsCsv(0, 300))
    const run = await ended(1)
    expect(run, run.reason).toMatchObject({ status: 'deployed' })
    const sfn = new SFNClient(emulator.client)
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn: run.executionArn }))
    expect(execution.status).toBe('SUCCEEDED')
    expect((await answers(ADELIE)).indexOf(Math.max(...(await answers(ADELIE))))).toBe(0)
  })

  it('compares the next version with the champion and takes it to the same endpoint', async () => {
    await upload(`data/${LINE}/2.csv`, penguinsCsv(300))
    const run = await ended(2)
    expect(run, run.reason).toMatchObject({ status: 'deployed' })
    const { EndpointConfigName } = await sagemaker.kernel.call(
      'sagemaker',
      'DescribeEndpoint',
      { EndpointName: `trimtab-dev-${LINE}` },
      sagemaker.kernel.root,
    )
    expect(EndpointConfigName).toContain(run.run)
    expect((await answers(GENTOO)).indexOf(Math.max(...(await answers(GENTOO))))).toBe(2)
  })
})
