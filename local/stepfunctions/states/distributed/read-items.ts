import type { ItemReader } from '../../definition/states.ts'
import { scopeOf } from '../../engine/context.ts'
import { QueryFailure } from '../../engine/failure.ts'
import type { Visit } from '../../engine/run.ts'
import { unexpectedType } from '../../engine/unexpected-type.ts'
import { parseCsv } from './parse-csv.ts'
import { parseItems } from './parse-items.ts'
import { itemReaderFailed, listObjects, readObject } from './s3-source.ts'

/** AWS reads no more items than this in one map run. */
const ITEM_LIMIT = 100_000_000

/** One item and the URI of where it was read. */
export interface SourcedItem {
  value: any
  source: string
}

/** The items that an ItemReader names, at most MaxItems of them. */
export async function readItems(visit: Visit, reader: ItemReader): Promise<SourcedItem[]> {
  const limit = await maxItems(visit, reader)
  const location = await reader.arguments?.evaluate(scopeOf(visit))
  const items =
    reader.action === 'listObjectsV2' ? listed(visit, reader, location, limit) : read(visit, reader, location)
  return (await items).slice(0, limit)
}

async function maxItems(visit: Visit, { maxItems: template }: ItemReader): Promise<number> {
  const value = template ? await template.evaluate(scopeOf(visit)) : 0
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw new QueryFailure(unexpectedType(template, FIELD, 'integer', value), FIELD)
  if (value < 0) throw itemReaderFailed('field MaxItems must be positive')
  return Math.min(value || ITEM_LIMIT, ITEM_LIMIT)
}

const FIELD = 'ItemReader/ReaderConfig/MaxItems'

async function listed({ run }: Visit, reader: ItemReader, location: any, limit: number): Promise<SourcedItem[]> {
  const { Bucket } = location
  const objects = await listObjects(run, location, reader.format ? ITEM_LIMIT : limit)
  if (!reader.format)
    return objects.map(({ ETag, LastModified, Key, Size, StorageClass }) => ({
      value: { Etag: ETag, LastModified: Math.floor(LastModified.getTime() / 1000), Key, Size, StorageClass },
      source: `s3://${Bucket}`,
    }))
  const items: SourcedItem[] = []
  for (const { Key } of objects) {
    if (items.length >= limit) break
    items.push(...(await readFile(run, reader, { Bucket, Key })))
  }
  return items
}

async function read({ run }: Visit, reader: ItemReader, location: any): Promise<SourcedItem[]> {
  if (reader.manifest === 'S3_INVENTORY') return readInventory(run, location)
  if (reader.manifest !== 'ATHENA_DATA') return readFile(run, reader, location)
  const items: SourcedItem[] = []
  for (const [uri] of parseCsv(await readObject(run, location), ',')) {
    const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri!) ?? []
    if (!Key) throw itemReaderFailed(`The manifest names no object of S3: ${uri}`)
    items.push(...(await readFile(run, reader, { Bucket, Key })))
  }
  return items
}

async function readFile(
  run: Visit['run'],
  reader: Parameters<typeof parseItems>[1],
  location: any,
): Promise<SourcedItem[]> {
  const source = `s3://${location.Bucket}/${location.Key}`
  return parseItems(await readObject(run, location), reader).map((value) => ({ value, source }))
}

/** The objects that an S3 Inventory report lists in CSV files. */
async function readInventory(run: Visit['run'], location: any): Promise<SourcedItem[]> {
  const [manifest] = parseItems(`[${await readObject(run, location)}]`, { ...PLAIN, format: 'JSON' })
  if (manifest?.fileFormat !== 'CSV') throw itemReaderFailed('The inventory manifest must list files in CSV format.')
  const headers = String(manifest.fileSchema)
    .split(',')
    .map((name) => name.trim())
  const Bucket = String(manifest.destinationBucket).replace(/^arn:aws:s3:::/, '')
  const items: SourcedItem[] = []
  for (const { key: Key } of manifest.files)
    items.push(...(await readFile(run, { ...PLAIN, headers, format: 'CSV' }, { Bucket, Key })))
  return items
}

const PLAIN = { headers: undefined, delimiter: ',', pointer: '' }
