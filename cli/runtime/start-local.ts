import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Runtime, type RuntimeOptions, startRuntime } from '#local/start.ts'
import { ensurePackaged } from './ensure-packaged.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export interface LocalOptions extends Omit<RuntimeOptions, 'packageDir' | 'stackName'> {
  stage?: string
  /** Told before the service is packaged anew, which takes some seconds. */
  onPackaging?: () => void
}

export interface LocalService extends Runtime {
  apiUrl: string
  bucket: string
  /** Milliseconds. */
  took: { packaging: number; starting: number }
}

/** What other commands read to find the runtime that is up; see `runtimeFile`. */
interface RuntimeFile {
  endpoint: string
  apiUrl: string
  region: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
}

const runtimeFile = (stateDir: string) => join(stateDir, 'runtime.json')

/** Packages the service where its sources changed, starts the embedded runtime on it, and says where it is. */
export async function startLocal({ stage = 'dev', onPackaging, ...options }: LocalOptions): Promise<LocalService> {
  const began = performance.now()
  const { packageDir } = await ensurePackaged(ROOT, onPackaging)
  const packaged = performance.now()
  mkdirSync(options.stateDir, { recursive: true })
  const runtime = await startRuntime({ ...options, packageDir, stackName: `trimtab-${stage}` })
  const { ApiUrl: apiUrl = '', BucketName: bucket = '' } = runtime.outputs
  const { endpoint, credentials, kernel } = runtime
  const file: RuntimeFile = { endpoint, apiUrl, region: kernel.region, bucket, ...credentials }
  writeFileSync(runtimeFile(options.stateDir), JSON.stringify(file, null, 2))
  return {
    ...runtime,
    apiUrl,
    bucket,
    took: { packaging: packaged - began, starting: performance.now() - packaged },
    async stop() {
      rmSync(runtimeFile(options.stateDir), { force: true })
      await runtime.stop()
    },
  }
}
