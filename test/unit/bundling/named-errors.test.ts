import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import plugins from '#infra/bundling/index.ts'
import { withNamedErrors } from '#infra/bundling/named-errors.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'trimtab-errors-'))
let answer: object
const server = createServer((_, response) => {
  response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer))
})
let sdk: any

beforeAll(async () => {
  const entry = join(folder, 'sdk.ts')
  writeFileSync(entry, `export { DynamoDBClient, DescribeTableCommand } from '@aws-sdk/client-dynamodb'`)
  const outfile = join(folder, 'sdk.mjs')
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    absWorkingDir: root,
    nodePaths: [join(root, 'node_modules')],
    plugins,
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  })
  sdk = await import(pathToFileURL(outfile).href)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What a client in a bundle throws for an answer. */
async function thrownFor(type: string, members: object): Promise<any> {
  answer = { __type: `com.amazonaws.dynamodb.v20120810#${type}`, ...members }
  const client = new sdk.DynamoDBClient({
    region: 'ap-southeast-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  })
  try {
    return await client.send(new sdk.DescribeTableCommand({ TableName: 't' })).then(
      () => undefined,
      (error: any) => error,
    )
  } finally {
    client.destroy()
  }
}

describe('an error of the SDK in a bundle', () => {
  it('that our sources name has a class of its own', async () => {
    const error = await thrownFor('ConditionalCheckFailedException', { message: 'why', Item: { a: { S: 'b' } } })
    expect(error).toMatchObject({ name: 'ConditionalCheckFailedException', message: 'why', Item: { a: { S: 'b' } } })
    expect(error.constructor).not.toBe((await thrownFor('BackupInUseException', {})).constructor)
  })

  it('that none names keeps its name, its message and its members', async () => {
    const error = await thrownFor('BackupInUseException', { message: 'why', More: 'than that' })
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ name: 'BackupInUseException', message: 'why', More: 'than that', $fault: 'client' })
    expect(error.$metadata.httpStatusCode).toBe(400)
  })
})

it('leaves what no statement of the schemas registers as it is', () => {
  const schemas =
    'n0_registry.registerError(Known$, Known);\nn0_registry.registerError(Other$, Other);\nexport var A$ = 1;'
  expect(withNamedErrors(schemas, (name) => name === 'Known')).toBe(
    'n0_registry.registerError(Known$, Known);\n\nexport var A$ = 1;',
  )
})
