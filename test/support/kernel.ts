import { mkdtempSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKernel, type KernelOptions, LOCAL_KEYS } from '#local/kernel/create-kernel.ts'
import type { Kernel } from '#local/kernel/kernel.ts'
import { createWireServer } from '#local/wire/server.ts'

export interface Served {
  kernel: Kernel
  server: Server
  /** What an SDK client needs to talk to it. */
  client: { endpoint: string; region: string; credentials: typeof LOCAL_KEYS }
  close(): Promise<void>
}

/** A kernel in a folder of its own, listening on a free port; services are registered by the test. */
export async function serve(options: Partial<KernelOptions> = {}): Promise<Served> {
  const stateDir = options.stateDir ?? mkdtempSync(join(tmpdir(), 'trimtab-test-'))
  const kernel = createKernel({ ...options, stateDir })
  const server = createWireServer(kernel)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  kernel.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    kernel,
    server,
    client: { endpoint: kernel.endpoint, region: kernel.region, credentials: LOCAL_KEYS },
    async close() {
      for (const service of [...kernel.services()].reverse()) await service.stop?.()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      kernel.clock.stop()
      kernel.store.close()
      if (!options.stateDir) rmSync(stateDir, { recursive: true, force: true })
    },
  }
}
