import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { createKernel, LOCAL_KEYS } from '#local/kernel/create-kernel.ts'
import type { AwsEvent, Kernel } from '#local/kernel/kernel.ts'
import { createS3, type S3Service } from '#local/s3/index.ts'
import { createWireServer } from '#local/wire/server.ts'

export interface Served {
  kernel: Kernel
  service: S3Service
  client: S3Client
  events: AwsEvent[]
  stateDir: string
  /** A client with other settings, e.g. virtual-hosted style. */
  clientWith(config: S3ClientConfig): S3Client
  /** Stops it; the state stays unless `forget`. */
  stop(forget?: boolean): Promise<void>
}

/** The s3 service alone on a loopback port, behind the wire layer, with a real SDK client. */
export async function serveS3(stateDir = mkdtempSync(join(tmpdir(), 'trimtab-s3-'))): Promise<Served> {
  const kernel = createKernel({ stateDir })
  const service = createS3(kernel)
  kernel.register(service)
  const events: AwsEvent[] = []
  kernel.onEvent((event) => events.push(event))
  const server = createWireServer(kernel)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  kernel.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await service.start?.()
  const clientWith = (config: S3ClientConfig) =>
    new S3Client({
      endpoint: kernel.endpoint,
      region: kernel.region,
      credentials: LOCAL_KEYS,
      maxAttempts: 1,
      forcePathStyle: true,
      ...config,
    })
  const client = clientWith({})
  return {
    kernel,
    service,
    client,
    events,
    stateDir,
    clientWith,
    async stop(forget = true) {
      client.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await service.stop?.()
      kernel.store.close()
      if (forget) rmSync(stateDir, { recursive: true, force: true })
    },
  }
}
