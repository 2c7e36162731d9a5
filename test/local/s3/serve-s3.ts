import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import type { AwsEvent, Kernel } from '#local/kernel/kernel.ts'
import { createS3, type S3Service } from '#local/s3/index.ts'
import { serve } from '#test/support/kernel.ts'

export interface ServedS3 {
  kernel: Kernel
  service: S3Service
  client: S3Client
  events: AwsEvent[]
  stateDir: string
  /** A client with other settings, e.g. virtual-hosted style. */
  clientWith(config: S3ClientConfig): S3Client
  /** Stops it; with `keep` the state stays for another start. */
  stop(keep?: 'keep'): Promise<void>
}

/** The s3 service alone on a loopback port, behind the wire layer, with a real SDK client. */
export async function serveS3(stateDir = mkdtempSync(join(tmpdir(), 'trimtab-s3-'))): Promise<ServedS3> {
  const { kernel, client: settings, close } = await serve({ stateDir })
  const service = createS3(kernel)
  kernel.register(service)
  const events: AwsEvent[] = []
  kernel.onEvent((event) => events.push(event))
  await service.start?.()
  const clientWith = (config: S3ClientConfig) =>
    new S3Client({ ...settings, maxAttempts: 1, forcePathStyle: true, ...config })
  const client = clientWith({})
  return {
    kernel,
    service,
    client,
    events,
    stateDir,
    clientWith,
    async stop(keep) {
      client.destroy()
      await close()
      if (!keep) rmSync(stateDir, { recursive: true, force: true })
    },
  }
}
