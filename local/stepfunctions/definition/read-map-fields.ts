import { isObject, type Reader, readNumber, readTemplate } from './reader.ts'
import type { ItemBatcher, ItemReader, ResultWriter } from './states.ts'

const READER_RESOURCE = /^arn:aws:states:::s3:(getObject|listObjectsV2)$/
const WRITER_RESOURCE = 'arn:aws:states:::s3:putObject'
const DELIMITERS: Readonly<Record<string, string>> = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' }
const FORMATS = ['CSV', 'JSON', 'JSONL']

export function readItemReader(reader: Reader, raw: any, at: string): ItemReader | undefined {
  if (raw === undefined) return undefined
  const { diagnostics } = reader
  const where = `${at}/ItemReader`
  const only = (fields: string[], given: any, place: string) => {
    for (const field of Object.keys(given))
      if (!fields.includes(field)) diagnostics.schema(`Field is not supported: '${field}'`, place)
  }
  only(['Resource', 'Arguments', 'ReaderConfig', 'Comment'], raw, where)
  const action = READER_RESOURCE.exec(raw.Resource)?.[1] as ItemReader['action'] | undefined
  if (!action) diagnostics.schema(`The resource '${raw.Resource}' cannot be read by a Map`, `${where}/Resource`)
  const config = raw.ReaderConfig ?? {}
  only(CONFIG_FIELDS, config, `${where}/ReaderConfig`)
  const type = config.InputType
  if (action === 'getObject' && ![...FORMATS, 'MANIFEST'].includes(type))
    diagnostics.schema(
      type === 'PARQUET'
        ? 'The local runtime does not read PARQUET items: use CSV, JSON or JSONL'
        : 'Value is not one of the allowed values: [CSV, JSON, JSONL, MANIFEST, PARQUET]',
      `${where}/ReaderConfig/InputType`,
    )
  const flattened = config.Transformation === 'LOAD_AND_FLATTEN'
  if (action === 'listObjectsV2' && flattened && !FORMATS.includes(type))
    diagnostics.schema("'InputType' is required with LOAD_AND_FLATTEN", `${where}/ReaderConfig`)
  const headers = config.CSVHeaderLocation === 'GIVEN' ? config.CSVHeaders : undefined
  if (type === 'CSV' && !['FIRST_ROW', 'GIVEN'].includes(config.CSVHeaderLocation))
    diagnostics.schema("'CSVHeaderLocation' must be one of [FIRST_ROW, GIVEN]", `${where}/ReaderConfig`)
  if (config.CSVHeaderLocation === 'GIVEN' && !Array.isArray(headers))
    diagnostics.schema("'CSVHeaders' is required where 'CSVHeaderLocation' is GIVEN", `${where}/ReaderConfig`)
  if (config.CSVDelimiter !== undefined && !DELIMITERS[config.CSVDelimiter])
    diagnostics.schema(`'CSVDelimiter' must be one of [${Object.keys(DELIMITERS).join(', ')}]`, `${where}/ReaderConfig`)
  const manifest = config.ManifestType ?? (type === 'MANIFEST' ? 'S3_INVENTORY' : undefined)
  return {
    action: action ?? 'getObject',
    arguments: readTemplate(reader, raw.Arguments, 'ItemReader/Arguments', at),
    format: action === 'listObjectsV2' && !flattened ? undefined : type,
    manifest,
    headers,
    delimiter: DELIMITERS[config.CSVDelimiter] ?? ',',
    pointer: config.ItemsPointer ?? '',
    maxItems: readTemplate(reader, config.MaxItems, 'ItemReader/ReaderConfig/MaxItems', at),
  }
}

const CONFIG_FIELDS = [
  'InputType',
  'ManifestType',
  'Transformation',
  'CSVHeaderLocation',
  'CSVHeaders',
  'CSVDelimiter',
  'ItemsPointer',
  'MaxItems',
]

export function readItemBatcher(reader: Reader, raw: any, at: string): ItemBatcher | undefined {
  if (raw === undefined) return undefined
  const where = `${at}/ItemBatcher`
  if (raw.MaxItemsPerBatch === undefined && raw.MaxInputBytesPerBatch === undefined)
    reader.diagnostics.schema('One of these fields is required: [MaxItemsPerBatch, MaxInputBytesPerBatch]', where)
  return {
    maxItems: readNumber(reader, raw, 'MaxItemsPerBatch', where),
    maxBytes: readNumber(reader, raw, 'MaxInputBytesPerBatch', where),
    input: readTemplate(reader, raw.BatchInput, 'ItemBatcher/BatchInput', at),
  }
}

export function readResultWriter(reader: Reader, raw: any, at: string): ResultWriter | undefined {
  if (raw === undefined) return undefined
  const { diagnostics } = reader
  const where = `${at}/ResultWriter`
  if (!isObject(raw) || Object.keys(raw).length === 0)
    diagnostics.schema("'ResultWriter' needs a 'Resource' with 'Arguments', a 'WriterConfig', or both", where)
  if (raw.Resource !== undefined && raw.Resource !== WRITER_RESOURCE)
    diagnostics.schema(`The resource '${raw.Resource}' cannot be written by a Map`, `${where}/Resource`)
  if ((raw.Resource === undefined) !== (raw.Arguments === undefined))
    diagnostics.schema('These fields are required together: [Resource, Arguments]', where)
  const { Transformation: transformation, OutputType: type = 'JSON' } = raw.WriterConfig ?? {}
  if (transformation !== undefined && !['NONE', 'COMPACT', 'FLATTEN'].includes(transformation))
    diagnostics.schema("'Transformation' must be one of [NONE, COMPACT, FLATTEN]", `${where}/WriterConfig`)
  if (!['JSON', 'JSONL'].includes(type))
    diagnostics.schema("'OutputType' must be one of [JSON, JSONL]", `${where}/WriterConfig`)
  return {
    arguments: readTemplate(reader, raw.Arguments, 'ResultWriter/Arguments', at),
    transformation: transformation ?? (raw.Resource === undefined ? 'COMPACT' : 'NONE'),
    lines: type === 'JSONL',
  }
}
