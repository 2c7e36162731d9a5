import { BUCKET, IMAGE, modelArchive, ROLE, type World } from './world.ts'

/** A model whose container is container.mjs, with `name` in its model.json. */
export async function createModel(world: World, name: string, environment: Record<string, string> = {}): Promise<void> {
  await world.put(`${name}.tar.gz`, modelArchive(name))
  await world.sagemaker('CreateModel', {
    ModelName: name,
    ExecutionRoleArn: ROLE,
    PrimaryContainer: { Image: IMAGE, ModelDataUrl: `s3://${BUCKET}/${name}.tar.gz`, Environment: environment },
  })
}

interface Options {
  /** Adds to the variant `main`. */
  variant?: object | undefined
  [member: string]: unknown
}

/** An endpoint `e` with one variant `main` of a model `blue`, in service; `config` adds to its configuration. */
export async function serveEndpoint(world: World, { variant, ...config }: Options = {}) {
  if (!(await exists(world, 'blue'))) await createModel(world, 'blue')
  await createConfig(world, 'c1', { variant, ...config })
  await world.sagemaker('CreateEndpoint', { EndpointName: 'e', EndpointConfigName: 'c1' })
  return world.settled('Endpoint', 'e')
}

export const createConfig = (world: World, name: string, { variant, ...config }: Options = {}): Promise<any> =>
  world.sagemaker('CreateEndpointConfig', {
    EndpointConfigName: name,
    ProductionVariants: [
      { VariantName: 'main', ModelName: 'blue', InitialInstanceCount: 1, InstanceType: 'ml.m5.large', ...variant },
    ],
    ...config,
  })

const exists = (world: World, name: string) =>
  world.sagemaker('DescribeModel', { ModelName: name }).then(
    () => true,
    () => false,
  )

export const invoke = (world: World, body: string | Buffer, more: object = {}): Promise<any> =>
  world.kernel.call(
    'sagemaker-runtime',
    'InvokeEndpoint',
    { EndpointName: 'e', Body: Buffer.from(body as string), ContentType: 'text/csv', ...more },
    world.kernel.root,
  )

export const invokeAsync = (world: World, input: string, more: object = {}): Promise<any> =>
  world.kernel.call(
    'sagemaker-runtime',
    'InvokeEndpointAsync',
    { EndpointName: 'e', InputLocation: `s3://${BUCKET}/${input}`, ContentType: 'text/csv', ...more },
    world.kernel.root,
  )

/** The values of a metric by endpoint and variant, in the order in which they were published. */
export const metricValues = (world: World, name: string): number[] =>
  world.metrics
    .filter((datum) => datum.namespace === 'AWS/SageMaker' && datum.name === name)
    .filter(({ dimensions }) => !('EndpointConfigName' in dimensions))
    .map(({ value }) => value)
