import { createRequire } from 'node:module'
import { killPoint } from '../faults/kill-point.ts'
import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { readAtOnce } from './direct-reads.ts'
import { refuseEmptyKeys } from './empty-keys.ts'
import { kept } from './kept.ts'
import { writeWhole } from './whole-writes.ts'

const require = createRequire(import.meta.url)

/** The operations that dynalite has. */
const ENGINE_OPERATIONS = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
] as const

export type EngineOperation = (typeof ENGINE_OPERATIONS)[number]

export interface Engine {
  readonly operations: readonly EngineOperation[]
  /** Input and output are DynamoDB's JSON as on the wire. The input is changed: give it away. */
  run(operation: EngineOperation, input: any): Promise<any>
  /** Changes a table's entry beside what its operations say, e.g. its creation time. */
  amendTable(name: string, change: (table: any) => void): Promise<void>
  close(): Promise<void>
}

/**
 * dynalite without its HTTP front: that one reads and checks requests anew, while the wire layer has done so. A call
 * takes 0.1 ms in median on disk (classic-level, whose binary comes with its package).
 * In memory it takes no thread, and so the same turns of the event loop each time, which a simulation counts on.
 */
export function openEngine(kernel: Kernel, path: string, inMemory: boolean): Engine {
  const validations = require('dynalite/validations')
  const dynalite = require('dynalite/db')
  const store = dynalite.create({ ...(!inMemory && { path }), createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
  const keep = inMemory ? kept(store.db, path) : async () => {}
  writeWhole(store, dynalite)
  readAtOnce(store)
  store.tableDb.awsAccountId = kernel.account
  store.tableDb.awsRegion = kernel.region
  const modules = new Map(
    ENGINE_OPERATIONS.map((operation) => {
      const name = validations.toLowerFirst(operation)
      return [
        operation,
        { action: require(`dynalite/actions/${name}`), rules: require(`dynalite/validations/${name}`) },
      ]
    }),
  )

  return {
    operations: ENGINE_OPERATIONS,

    async run(operation, input) {
      const { TableName } = input
      const { action, rules } = modules.get(operation)!
      try {
        const data = validations.checkTypes(input, rules.types)
        validations.checkValidations(data, rules.types, rules.custom, store)
        await refuseEmptyKeys(data, (table) => store.db.get(`table~${table}`).catch(() => undefined))
        // What led to the write is on disk before it.
        kernel.store.flush()
        killPoint()
        const output = await new Promise((resolve, reject) => {
          action(store, data, (error: unknown, output: unknown) => (error ? reject(error) : resolve(output)))
        })
        killPoint()
        return output
      } catch (error) {
        throw refusal(error, TableName)
      }
    },

    async amendTable(name, change) {
      const table = await store.db.get(`table~${name}`)
      change(table)
      await store.db.put(`table~${name}`, table)
    },

    async close() {
      await keep()
      await store.lifecycleManager.gracefulClose()
    },
  }
}

function refusal(error: any, table: string): unknown {
  if (!error?.statusCode) return error
  const { __type, message, Message, ...members } = error.body
  const code = String(__type).split('#').at(-1)!
  // dynalite says nothing of a table that is there already.
  const silent = code === 'ResourceInUseException' ? `Table already exists: ${table}` : ''
  return new AwsError(code, (message ?? Message) || silent, error.statusCode, members)
}
