import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type LocalService, startLocal } from '#cli/runtime/start-local.ts'

export interface ForClients {
  service: LocalService
  /** What a client reads to find AWS. Nothing of the user's own configuration is in it. */
  env: Record<string, string>
  /** Runs a client to its end; what it printed. The runtime answers meanwhile. Throws when the client failed. */
  run(command: string, args: string[], options?: { input?: string; cwd?: string }): Promise<string>
  stop(): Promise<void>
}

/** The packaged service on a free port, for clients that are processes of their own. */
export async function startForClients(): Promise<ForClients> {
  const folder = mkdtempSync(join(tmpdir(), 'trimtab-interop-'))
  const service = await startLocal({ stateDir: join(folder, 'state') })
  return {
    service,
    ...clientsOf(service, folder),
    async stop() {
      await service.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** How clients are run against a runtime that is up, with `home` as theirs. */
export function clientsOf(service: LocalService, home: string): Pick<ForClients, 'env' | 'run'> {
  const { endpoint, kernel, credentials } = service
  const env = {
    PATH: process.env['PATH']!,
    HOME: home,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: kernel.region,
    AWS_DEFAULT_REGION: kernel.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_PAGER: '',
    PYTHONDONTWRITEBYTECODE: '1',
  }
  return { env, run: (command, args, options = {}) => run(command, args, { env, cwd: home, ...options }) }
}

function run(
  command: string,
  args: string[],
  { input = '', ...options }: { input?: string; cwd: string; env: Record<string, string> },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: 'pipe' })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk) => out.push(chunk))
    child.stderr.on('data', (chunk) => err.push(chunk))
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out).toString())
      else reject(new Error(`${[command, ...args].join(' ')} ended with ${code}:\n${Buffer.concat([...err, ...out])}`))
    })
    child.stdin.end(input)
  })
}
