import { deepStrictEqual } from 'node:assert'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn'
import { createApiClient } from '#cli/connection/api-client.ts'
import { projectRoot } from '#cli/connection/local-runtime.ts'
import { readModelFolder } from '#cli/model-folder.ts'
import type { RunsAnswer } from '#shared/domain/api-answers.ts'
import { deployPackage } from '#test/interop/emulator/deploy-package.ts'
import { serveSageMakerAlone } from '#test/interop/emulator/sagemaker-alone.ts'
import { startEmulator } from '#test/interop/emulator/start-emulator.ts'
import { LINE, penguins } from './loop.ts'
import { python } from './peers/ministack.ts'

/**
 * Milliseconds from sending a PUT to ministack's S3 until its Step Functions has the run's request to SageMaker ready,
 * of each of `warmRuns` runs after a first one. The same packaged template, the same model line; SageMaker is ours.
 */
export async function chainOnMinistack(packageDir: string, warmRuns: number): Promise<number[]> {
  const bucket = 'trimtab-dev-000000000000-ap-southeast-1'
  const sagemaker = await serveSageMakerAlone()
  const emulator = await startEmulator(python, sagemaker, bucket)
  try {
    const { client } = emulator
    const { outputs, resources } = await deployPackage(packageDir, client)
    const names = resources.map((resource) => [resource.LogicalResourceId, resource.PhysicalResourceId])
    await sagemaker.adopt(join(packageDir, 'cloudformation-template-update-stack.json'), Object.fromEntries(names))
    const api = createApiClient({
      apiUrl: `${client.endpoint}/_aws/execute-api/${outputs['HttpApiId']}/$default`,
      region: client.region,
      stage: 'dev',
      place: 'ministack',
      local: true,
      credentials: async () => client.credentials,
      client,
    })
    const { text, files } = readModelFolder(join(projectRoot, 'test/e2e/lines', LINE), projectRoot)
    const manifest = text.replace('atLeast: 0.8', 'atLeast: 0.8, worseThanChampionBy: 0.2')
    await api.request('PUT', ['models', LINE], { manifest, files })
    const s3 = new S3Client({ ...client, forcePathStyle: true })
    const sfn = new SFNClient(client)
    const took: number[] = []
    for (let run = 1; run <= warmRuns + 1; run++) {
      const sent = Date.now()
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `data/${LINE}/all.csv`, Body: penguins() }))
      for (;;) {
        const { runs } = await api.request<RunsAnswer>('GET', ['models', LINE, 'runs'])
        const newest = runs[0]
        if (runs.length === run && newest?.endedAt) {
          deepStrictEqual(newest.status, 'deployed', newest.reason)
          const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn: newest.executionArn }))
          const entered = events!.findIndex(
            ({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === 'Prepare the data',
          )
          took.push(
            events!
              .slice(entered)
              .find(({ type }) => type === 'TaskScheduled')!
              .timestamp!.getTime() - sent,
          )
          break
        }
        await sleep(50)
      }
    }
    return took.slice(1)
  } finally {
    await emulator.stop()
    await sagemaker.close()
  }
}
