import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import type { LineItem, RunItem, TriggerItem, VersionItem } from '#shared/domain/ledger-items.ts'
import type { Caller } from './acknowledged.ts'
import type { Clients } from './client.ts'
import type { Started } from './mortal-runtime.ts'

export interface World {
  clients: Clients
  started: Started
  caller: Caller
  stateDir: string
  pid: number
}

export interface Ledger {
  lines: LineItem[]
  runs: RunItem[]
  triggers: TriggerItem[]
  versions: VersionItem[]
}

export async function readLedger({ clients, started }: World): Promise<Ledger> {
  const ledger: Ledger = { lines: [], runs: [], triggers: [], versions: [] }
  let start: Record<string, unknown> | undefined
  do {
    const TableName = started.outputs['LedgerTable']!
    const page = await clients.ledger.send(new ScanCommand({ TableName, ExclusiveStartKey: start }))
    for (const item of page.Items ?? []) {
      if (item['sk'] === 'LINE') ledger.lines.push(item as LineItem)
      else if (item['sk'] === 'TRIGGER') ledger.triggers.push(item as TriggerItem)
      else if (item['sk'].startsWith('RUN#')) ledger.runs.push(item as RunItem)
      else if (item['sk'].startsWith('VERSION#')) ledger.versions.push(item as VersionItem)
    }
    start = page.LastEvaluatedKey
  } while (start)
  return ledger
}
