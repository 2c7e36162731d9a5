import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AwsEvent } from '#local/kernel/kernel.ts'
import type { SageMakerAlone } from './sagemaker-alone.ts'

export interface Emulator {
  client: SageMakerAlone['client']
  stop(): Promise<void>
}

/** ministack on a free port, with SageMaker, its events and what scales it from `sagemaker`. */
export async function startEmulator(python: string, sagemaker: SageMakerAlone, bucket: string): Promise<Emulator> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'trimtab-emulator-'))
  const { accessKeyId, secretAccessKey } = sagemaker.client.credentials
  const child = spawn(python, [join(import.meta.dirname, 'emulator_with_sagemaker.py')], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      // It runs functions with the `node` that it finds.
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      HOME: folder,
      TMPDIR: folder,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_REGION: sagemaker.client.region,
      SHARED_BUCKET: bucket,
      SAGEMAKER_URL: sagemaker.client.endpoint,
      OPERATOR_KEY: accessKeyId,
      OPERATOR_SECRET: secretAccessKey,
      // For the functions, which know no other way to SageMaker than the SDK's.
      AWS_ENDPOINT_URL_SAGEMAKER: sagemaker.client.endpoint,
      AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME: sagemaker.client.endpoint,
      // ministack has none either; it scales what SageMaker has.
      AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING: sagemaker.client.endpoint,
    },
  })
  const said: Buffer[] = []
  child.stdout.on('data', (chunk) => said.push(chunk))
  child.stderr.on('data', (chunk) => said.push(chunk))
  child.stdin.on('error', () => {})
  const forget = sagemaker.kernel.onEvent((event) => child.stdin.write(`${JSON.stringify(entryOf(event))}\n`))
  const endpoint = `http://127.0.0.1:${port}`
  const patience = AbortSignal.timeout(20_000)
  while (!(await fetch(endpoint).catch(() => undefined))) {
    if (patience.aborted || child.exitCode !== null) {
      child.kill()
      throw new Error(`ministack did not start:\n${Buffer.concat(said)}`)
    }
    await sleep(100)
  }
  return {
    client: { ...sagemaker.client, endpoint },
    async stop() {
      forget()
      if (child.exitCode === null) {
        child.kill()
        await once(child, 'exit')
      }
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

const entryOf = ({ source, detailType, resources, detail }: AwsEvent) => ({
  Source: source,
  DetailType: detailType,
  Resources: resources,
  Detail: JSON.stringify(detail),
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
