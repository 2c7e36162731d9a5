import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { run } from '#cli/run.ts'
import type { Surroundings } from '#cli/surroundings.ts'
import { readSignature, sha256, verifySignature } from '#local/wire/sigv4.ts'

interface Asked {
  method: string
  path: string
  body: any
}

type Answer = (asked: Asked) => { status?: number; body: unknown }

const principal = { kind: 'root', arn: 'arn:aws:iam::000000000000:root' } as const
const keys = { accessKeyId: 'trimtab', secretAccessKey: 'trimtab' }

/** The HTTP side of the service: it checks every signature, notes what it was asked, and answers what the test says. */
export async function serveApi() {
  const asked: Asked[] = []
  const state: { answer: Answer } = {
    answer: () => ({ status: 500, body: { error: 'Unexpected', message: 'unexpected' } }),
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const payload = Buffer.concat(chunks)
    const { method = '', url = '', headers } = request
    const signed = { method, url, headers }
    const body = payload.length > 0 ? JSON.parse(payload.toString()) : undefined
    // AWS JSON calls, such as those to Step Functions, go to / and name the operation in a header.
    const operation = headers['x-amz-target']
    const path = operation ? String(operation) : decodeURIComponent(url.replace('/_api/a1', ''))
    try {
      const signature = readSignature(signed)
      if (!signature || (signature.service !== 'execute-api' && !operation))
        throw new Error('not signed for execute-api')
      verifySignature(signed, signature, { ...keys, principal }, sha256(payload), [Date.now()])
      asked.push({ method, path, body })
      const answer = state.answer({ method, path, body })
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' })
      response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body))
    } catch (error) {
      response.writeHead(403).end(JSON.stringify({ message: (error as Error).message }))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const folder = mkdtempSync(join(tmpdir(), 'trimtab-cli-'))
  write(folder, '.trimtab/runtime.json', JSON.stringify(runtimeAt(endpoint)))
  return {
    endpoint,
    folder,
    asked,
    answers: (answer: Answer) => {
      asked.length = 0
      state.answer = answer
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const runtimeAt = (endpoint: string) => {
  return { endpoint, apiUrl: `${endpoint}/_api/a1`, region: 'ap-southeast-1', bucket: 'b', ...keys }
}

export function write(folder: string, name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}

/** Runs the command line as `trimtab <args>` in a folder, with a clock that each sleep moves on. */
export async function trimtab(cwd: string, args: string[], changes: Partial<Surroundings> = {}) {
  let out = ''
  let err = ''
  let now = Date.parse('2026-03-02T12:00:00Z')
  const code = await run(args, {
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    isTerminal: false,
    width: 100,
    env: {},
    cwd,
    now: () => new Date(now),
    sleep: async (milliseconds) => {
      now += milliseconds
    },
    readInput: async () => Buffer.from(''),
    ...changes,
  })
  return { code, out, err }
}
