import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ForClients, startForClients } from './for-clients.ts'
import { pythonWith } from './python.ts'

const python = pythonWith('sagemaker')

describe.skipIf(!python)('the SageMaker Python SDK', () => {
  let runtime: ForClients
  beforeAll(async () => {
    runtime = await startForClients()
  }, 180_000)
  afterAll(() => runtime?.stop())

  it('trains with an Estimator, follows the logs, deploys, predicts and transforms', async () => {
    const output = await runtime.run(python!, [join(import.meta.dirname, 'sagemaker_sdk_train_and_deploy.py')])
    const found = JSON.parse(output.trimEnd().split('\n').at(-1)!)
    const [high, low] = found.predicted
    expect(high).toBeGreaterThan(0.9)
    expect(low).toBeLessThan(0.1)
    expect(found).toMatchObject({
      scored: found.predicted,
      asked: high,
      status: 'Completed',
      listed: true,
      endpoints: [],
    })
    expect(output).toMatch(/Training job completed|Billable seconds/)
  }, 120_000)
})
