import { join } from 'node:path'
import { createAutoScaling } from './autoscaling/index.ts'
import type { Clock } from './clock/clock.ts'
import { createCloudFormation, deployTemplate } from './cloudformation/index.ts'
import { createCloudWatch } from './cloudwatch/index.ts'
import { createDynamoDb } from './dynamodb/index.ts'
import { createEvents } from './events/index.ts'
import type { Faults } from './faults/faults.ts'
import { createApiGateway, createHttpApi } from './httpapi/index.ts'
import { createIam } from './iam/index.ts'
import { InsideConnections } from './inside-connections.ts'
import { createKernel, LOCAL_KEYS } from './kernel/create-kernel.ts'
import type { AwsEvent, Kernel, Service } from './kernel/kernel.ts'
import { createLambda } from './lambda/index.ts'
import { listen } from './listen.ts'
import { createLogs } from './logs/index.ts'
import { createS3 } from './s3/index.ts'
import { createSageMaker } from './sagemaker/index.ts'
import { createSageMakerRuntime } from './sagemaker-runtime/index.ts'
import { createScheduler } from './scheduler/index.ts'
import { createSns } from './sns/index.ts'
import { createSqs } from './sqs/index.ts'
import { lockStateDir } from './state-lock.ts'
import { createStepFunctions } from './stepfunctions/index.ts'
import { createSts } from './sts/index.ts'
import { createWireServer } from './wire/server.ts'

export interface RuntimeOptions {
  /** Everything that outlives the process. */
  stateDir: string
  /** The folder that `serverless package` wrote. */
  packageDir: string
  stackName: string
  /** 0 takes a free one. */
  port?: number
  clock?: Clock
  /** Further images, beside local/images.yaml. */
  imagesFile?: string
  /** Which events EventBridge delivers twice, as it may on AWS. */
  duplicate?: (event: AwsEvent) => boolean
  /** What goes wrong on purpose. */
  faults?: Faults
  /** For simulations: nothing listens, and functions run in this thread and in the time of `clock`. */
  inline?: boolean
}

/** Leads nowhere, and is the same each time. */
const INLINE_ENDPOINT = 'http://127.0.0.1:4747'

export interface Runtime {
  kernel: Kernel
  endpoint: string
  credentials: typeof LOCAL_KEYS
  /** The stack's outputs. */
  outputs: Record<string, string>
  stop(): Promise<void>
}

/** Every service of the runtime, in the order in which they start; they stop in reverse. */
export function createServices(
  kernel: Kernel,
  { duplicate, imagesFile, inline }: Pick<RuntimeOptions, 'duplicate' | 'imagesFile' | 'inline'> = {},
): Service[] {
  return [
    createLogs(kernel),
    createCloudWatch(kernel),
    createIam(kernel),
    createSts(kernel),
    createS3(kernel),
    createDynamoDb(kernel, { inline }),
    createSqs(kernel),
    createSns(kernel),
    createLambda(kernel, { inline }),
    createStepFunctions(kernel),
    createEvents(kernel, { duplicate }),
    createScheduler(kernel),
    createSageMaker(kernel, { imagesFile }),
    createSageMakerRuntime(kernel),
    createAutoScaling(kernel),
    createApiGateway(kernel),
    createHttpApi(kernel, { inline }),
    createCloudFormation(kernel),
  ]
}

/** Starts every service, provisions the packaged template, and takes up what a former process left. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const unlock = lockStateDir(options.stateDir)
  const kernel = createKernel(options)
  const services = createServices(kernel, options)
  for (const service of services) kernel.register(service)
  const ready = Promise.withResolvers<void>()
  const server = createWireServer(kernel, ready.promise)
  const inside = new InsideConnections(server)

  const stop = async () => {
    for (const service of services.toReversed()) await service.stop?.()
    server.closeAllConnections()
    inside.end()
    if (server.listening) await new Promise((resolve) => server.close(resolve))
    kernel.clock.stop()
    kernel.store.close()
    unlock()
  }

  try {
    kernel.endpoint = options.inline ? INLINE_ENDPOINT : await listen(server, options.port ?? 0)
    kernel.connect = () => inside.open()
    const { outputs } = await deployTemplate(kernel, {
      stackName: options.stackName,
      templateFile: join(options.packageDir, 'cloudformation-template-update-stack.json'),
      artifacts: (key) => join(options.packageDir, key.split('/').at(-1)!),
    })
    for (const service of services) await service.start?.()
    ready.resolve()
    return { kernel, endpoint: kernel.endpoint, credentials: LOCAL_KEYS, outputs, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
