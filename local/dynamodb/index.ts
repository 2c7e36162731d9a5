import { mkdirSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { siteOf } from '../faults/call-site.ts'
import { Unanswered } from '../faults/faults.ts'
import { AwsError } from '../kernel/aws-error.ts'
import type { HttpCall, HttpService, Kernel } from '../kernel/kernel.ts'
import { fromJson, toJson } from './binary-values.ts'
import { openEngine } from './engine.ts'
import { permissionsFor } from './permissions.ts'
import { settleTables } from './settle-tables.ts'
import { tableOperations } from './table-operations.ts'
import { settingOperations } from './table-settings.ts'
import { TimeToLive } from './time-to-live.ts'
import { withFailedItem } from './with-failed-item.ts'

export function createDynamoDb(kernel: Kernel, { inline = false }: { inline?: boolean | undefined } = {}): HttpService {
  const path = join(kernel.stateDir, 'dynamodb')
  mkdirSync(path, { recursive: true })
  const engine = openEngine(kernel, path, inline)
  const timeToLive = new TimeToLive(kernel, engine)
  const operations: Record<string, (input: any) => Promise<any>> = {
    ...Object.fromEntries(engine.operations.map((name) => [name, (input: any) => engine.run(name, input)])),
    ...withFailedItem(engine),
    ...tableOperations(kernel, engine),
    ...settingOperations(kernel, engine, () => timeToLive.arm()),
  }
  const permissions = (operation: string, input: any) => permissionsFor(kernel, operation, input)

  async function answer(req: IncomingMessage, { body, principal }: HttpCall): Promise<unknown> {
    const target = String(req.headers['x-amz-target'] ?? '')
    const operation = target.split('.')[1] ?? ''
    const run = operations[operation]
    if (!run)
      throw new AwsError('UnknownOperationException', `dynamodb:${operation} is not served by the local runtime.`)
    if (!principal) throw new AwsError('MissingAuthenticationTokenException', 'Request is missing Authentication Token')
    const input = parsed(body)
    kernel.authorize(principal, permissions(operation, input))
    return kernel.faults.around(siteOf('dynamodb', operation, principal, req.headers), () => run(input))
  }

  return {
    name: 'dynamodb',
    operations: Object.fromEntries(
      Object.entries(operations).map(([name, run]) => [name, async (input: any) => fromJson(await run(toJson(input)))]),
    ),
    permissions,

    async handle(req, res, call) {
      const reply = (status: number, value: unknown) => {
        const text = Buffer.from(JSON.stringify(value))
        res.writeHead(status, {
          'Content-Type': 'application/x-amz-json-1.0',
          'Content-Length': text.length,
          'x-amz-crc32': crc32(text),
          'x-amzn-RequestId': call.requestId,
        })
        res.end(text)
      }
      try {
        reply(200, await answer(req, call))
      } catch (error) {
        if (error instanceof Unanswered) return void res.destroy()
        if (!(error instanceof AwsError)) console.error(error)
        const known = error instanceof AwsError ? error : new AwsError('InternalServerError', String(error), 500)
        const __type = `com.amazonaws.dynamodb.v20120810#${known.code}`
        // Of the one error that has a member of its own, the message is written otherwise.
        const message = known.members['Item'] ? { Message: known.message } : { message: known.message }
        reply(known.status, { __type, ...message, ...known.members })
      }
    },

    async start() {
      await settleTables(engine)
      timeToLive.arm()
    },
    async stop() {
      timeToLive.stop()
      await engine.close()
    },
  }
}

function parsed(body: Buffer | undefined): any {
  try {
    const input = JSON.parse((body ?? '').toString())
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input
  } catch {}
  throw new AwsError('SerializationException', 'The request body is no JSON object.')
}
