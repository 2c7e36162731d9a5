import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAutoScaling } from '#local/autoscaling/index.ts'
import { deployTemplate } from '#local/cloudformation/index.ts'
import { createCloudWatch } from '#local/cloudwatch/index.ts'
import { createIam } from '#local/iam/index.ts'
import { createLogs } from '#local/logs/index.ts'
import { createS3 } from '#local/s3/index.ts'
import { createSageMaker } from '#local/sagemaker/index.ts'
import { createSageMakerRuntime } from '#local/sagemaker-runtime/index.ts'
import { type Served, serve } from '#test/support/kernel.ts'

export interface SageMakerAlone extends Served {
  /** Makes the bucket and the jobs' roles of the packaged template, under the names they have elsewhere. */
  adopt(templateFile: string, names: Record<string, string>): Promise<void>
}

/**
 * SageMaker of this runtime with no more than what its jobs touch and what scales it: S3, IAM, logs, metrics. No functions,
 * no machines, no rules, no tables.
 */
export async function serveSageMakerAlone(): Promise<SageMakerAlone> {
  const stateDir = mkdtempSync(join(tmpdir(), 'trimtab-sagemaker-'))
  const served = await serve({ stateDir })
  const { kernel } = served
  const services = [createLogs, createCloudWatch, createIam, createS3, createSageMaker, createSageMakerRuntime]
  for (const create of [...services, createAutoScaling]) kernel.register(create(kernel))
  for (const service of kernel.services()) await service.start?.()
  return {
    ...served,
    async adopt(templateFile, names) {
      const all = JSON.parse(readFileSync(templateFile, 'utf8')).Resources
      const Resources: Record<string, unknown> = {}
      for (const [id, { Type, Properties }] of Object.entries<any>(all))
        if (id === 'Bucket') Resources[id] = { Type, Properties: { BucketName: names[id] } }
        else if (/^(PrepareJob|TrainJob|ServeModel)Role$/.test(id))
          Resources[id] = { Type, Properties: { ...Properties, RoleName: names[id] } }
      const file = join(stateDir, 'jobs.json')
      writeFileSync(file, JSON.stringify({ Resources }))
      await deployTemplate(kernel, { stackName: 'jobs', templateFile: file, artifacts: (key) => key })
    },
    async close() {
      await served.close()
      rmSync(stateDir, { recursive: true, force: true })
    },
  }
}
