import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { LOCAL_KEYS } from '#local/kernel/create-kernel.ts'
import { listen } from '#local/listen.ts'
import { createWireServer } from '#local/wire/server.ts'
import { createWorld, INLINE_IMAGE, ROLE, type World } from '#test/local/sagemaker/world.ts'
import { pythonWith } from './python.ts'

const python = pythonWith('boto3')
let world: World
afterEach(() => world?.close())

test.skipIf(!python)('boto3 as it comes scales a variant', async () => {
  world = await createWorld()
  const { kernel } = world
  await world.sagemaker('CreateModel', {
    ModelName: 'm',
    ExecutionRoleArn: ROLE,
    PrimaryContainer: { Image: INLINE_IMAGE, Environment: { WHO: 'm' } },
  })
  const variant = { VariantName: 'main', ModelName: 'm', InitialInstanceCount: 1, InstanceType: 'ml.m5.large' }
  await world.sagemaker('CreateEndpointConfig', { EndpointConfigName: 'c', ProductionVariants: [variant] })
  await world.sagemaker('CreateEndpoint', { EndpointName: 'e', EndpointConfigName: 'c' })
  await world.settled('Endpoint', 'e')
  const server = createWireServer(kernel)
  try {
    const env = {
      PATH: process.env['PATH'],
      AWS_ENDPOINT_URL: await listen(server, 0),
      AWS_DEFAULT_REGION: kernel.region,
      AWS_ACCESS_KEY_ID: LOCAL_KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: LOCAL_KEYS.secretAccessKey,
      PYTHONDONTWRITEBYTECODE: '1',
    }
    const script = join(import.meta.dirname, 'scale_a_variant.py')
    const { stdout } = await promisify(execFile)(python!, [script], { env, timeout: 60_000 })
    const starts = Date.UTC(2030, 0, 1) / 1000
    expect(JSON.parse(stdout)).toEqual({
      refusal:
        'No scalable target registered for service namespace: sagemaker, resource ID: endpoint/e/variant/main, scalable dimension: sagemaker:variant:DesiredInstanceCount',
      tags: { team: 'ml' },
      alarms: 2,
      policies: ['p'],
      actions: [
        ['s0', starts],
        ['s1', starts],
        ['s2', starts],
      ],
      target: [[2, 4, true]],
      activity: ['Setting desired instance count to 2.', 'minimum capacity was set to 2', 'Successful'],
    })
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
