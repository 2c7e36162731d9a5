import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'
import { createAutoScaling } from '#local/autoscaling/index.ts'
import type { Clock } from '#local/clock/clock.ts'
import { createCloudWatch } from '#local/cloudwatch/index.ts'
import type { Faults } from '#local/faults/faults.ts'
import { createKernel } from '#local/kernel/create-kernel.ts'
import type { AwsEvent, Kernel, MetricDatum } from '#local/kernel/kernel.ts'
import { createS3 } from '#local/s3/index.ts'
import { createSageMaker } from '#local/sagemaker/index.ts'
import { createSageMakerRuntime } from '#local/sagemaker-runtime/index.ts'

const CONTAINER = fileURLToPath(new URL('./container.mjs', import.meta.url))
const INLINE = fileURLToPath(new URL('./inline.ts', import.meta.url))
export const IMAGE = 'registry/test-container:1'
/** A container within this process: time on a virtual clock passes while it starts and answers. */
export const INLINE_IMAGE = 'registry/inline:1'
export const ROLE = 'arn:aws:iam::000000000000:role/job'
export const BUCKET = 'bucket'

export interface World {
  kernel: Kernel
  events: AwsEvent[]
  metrics: MetricDatum[]
  logs: [group: string, stream: string, line: string][]
  sagemaker(operation: string, input?: object): Promise<any>
  cloudwatch(operation: string, input: object): Promise<any>
  autoscaling(operation: string, input: object): Promise<any>
  s3(operation: string, input: object): Promise<any>
  put(key: string, body: string | Buffer): Promise<void>
  text(key: string): Promise<string>
  keys(prefix: string): Promise<string[]>
  /** The names in a .tar.gz in the bucket. */
  archive(key: string): Promise<Record<string, string>>
  /** Waits until a Describe answers a terminal or settled status, and answers it. */
  settled(kind: 'ProcessingJob' | 'TrainingJob' | 'TransformJob' | 'Endpoint', name: string): Promise<any>
  /** A new runtime on the same state folder, after this one ended. */
  restart(options?: { clock?: Clock; faults?: Faults }): Promise<World>
  close(): Promise<void>
}

/** Writes which commands stand for the images of tests; returns the file. */
export function imagesIn(stateDir: string): string {
  const imagesFile = join(stateDir, 'images.yaml')
  writeFileSync(
    imagesFile,
    `images:
  - image: '*/test-container:*'
    command: [node, ${CONTAINER}]
    metrics: [{ name: 'validation:auc', regex: 'validation-auc:(\\S+)' }]
  - image: '*/needs-a-program:*'
    command: [no-such-program]
  - image: '*/script-image:*'
  - image: '*/inline:*'
    module: ${INLINE}
`,
  )
  return imagesFile
}

/** A kernel with the real S3 and SageMaker, and one image whose container is container.mjs. */
export async function createWorld(options: { stateDir?: string; clock?: Clock; faults?: Faults } = {}): Promise<World> {
  const stateDir = options.stateDir ?? mkdtempSync(join(tmpdir(), 'sagemaker-test-'))
  mkdirSync(stateDir, { recursive: true })
  const imagesFile = imagesIn(stateDir)
  const kernel = createKernel({ stateDir, clock: options.clock, faults: options.faults })
  const services = [
    createCloudWatch(kernel),
    createS3(kernel),
    createSageMaker(kernel, { imagesFile }),
    createSageMakerRuntime(kernel),
    createAutoScaling(kernel),
  ]
  for (const service of services) kernel.register(service)
  for (const service of services) await service.start?.()
  const world: World = {
    kernel,
    events: [],
    metrics: [],
    logs: [],
    sagemaker: (operation, input = {}) => kernel.call('sagemaker', operation, input, kernel.root),
    cloudwatch: (operation, input) => kernel.call('cloudwatch', operation, input, kernel.root),
    autoscaling: (operation, input) => kernel.call('application-autoscaling', operation, input, kernel.root),
    s3: (operation, input) => kernel.call('s3', operation, { Bucket: BUCKET, ...input }, kernel.root),
    async put(key, body) {
      await world.s3('PutObject', { Key: key, Body: Buffer.from(body as string) })
    },
    async text(key) {
      return (await buffer((await world.s3('GetObject', { Key: key })).Body)).toString()
    },
    async keys(prefix) {
      const { Contents = [] } = await world.s3('ListObjectsV2', { Prefix: prefix })
      return Contents.map(({ Key }: { Key: string }) => Key)
    },
    async archive(key) {
      const file = join(stateDir, 'archive.tar.gz')
      writeFileSync(file, await buffer((await world.s3('GetObject', { Key: key })).Body))
      const names = execFileSync('tar', ['-tzf', file]).toString().split('\n').filter(Boolean)
      return Object.fromEntries(names.map((name) => [name, execFileSync('tar', ['-xzOf', file, name]).toString()]))
    },
    settled: (kind, name) =>
      vi.waitFor(
        async () => {
          const found = await world.sagemaker(`Describe${kind}`, { [`${kind}Name`]: name })
          if (/ing$|^InProgress$/.test(found[`${kind}Status`])) throw new Error(`${name} is ${found[`${kind}Status`]}`)
          return found
        },
        { timeout: 20_000, interval: 10 },
      ),
    async restart(more) {
      await end()
      return createWorld({ ...more, stateDir })
    },
    async close() {
      await end()
      rmSync(stateDir, { recursive: true, force: true })
    },
  }
  const end = async () => {
    for (const service of services.toReversed()) await service.stop?.()
    kernel.clock.stop()
    kernel.store.close()
  }
  kernel.onEvent((event) => world.events.push(event))
  kernel.onMetric((datum) => world.metrics.push(datum))
  kernel.onLog((group, stream, line) => world.logs.push([group, stream, line]))
  if (!options.stateDir)
    await world.s3('CreateBucket', { CreateBucketConfiguration: { LocationConstraint: kernel.region } })
  return world
}

/** A .tar.gz with one model.json that holds `content`. */
export function modelArchive(content: unknown): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'model-'))
  writeFileSync(join(folder, 'model.json'), JSON.stringify(content))
  const archive = execFileSync('tar', ['-czf', '-', '-C', folder, 'model.json'])
  rmSync(folder, { recursive: true })
  return archive
}
