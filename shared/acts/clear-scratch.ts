import { readEndpoint } from '#shared/aws/endpoints.ts'
import { removeEndpointConfig, removeModel } from '#shared/aws/models.ts'
import { removeUnder } from '#shared/aws/objects.ts'
import { config } from '#shared/config.ts'
import { configSteps, endpointName, jobName } from '#shared/domain/names.ts'

const rests = new Set(['InService', 'Failed', 'OutOfService'])

/**
 * Removes what a run leaves that did not end in traffic: its SageMaker model, its endpoint configs and its prepared
 * data. What the endpoint serves is not touched, whatever the ledger believes.
 */
export async function clearScratch(model: string, run: string, attempts: number): Promise<void> {
  const stage = config.stage()
  const endpoint = await readEndpoint(endpointName(stage, model))
  // A config that is removed while an update is on its way takes SageMaker the way back.
  const removable = !endpoint || rests.has(endpoint.status)
  for (let attempt = 1; removable && attempt <= attempts; attempt++) {
    const names = configSteps.map((step) => jobName(stage, run, step, attempt))
    if (endpoint && names.includes(endpoint.configName)) return
    await Promise.all([...names.map(removeEndpointConfig), removeModel(jobName(stage, run, 'model', attempt))])
  }
  await removeUnder({ bucket: config.bucket(), key: `runs/${model}/${run}/prepared/` })
}
