import { nameUuid } from '../engine/name-uuid.ts'
import { readItemBatcher, readItemReader, readResultWriter } from './read-map-fields.ts'
import type { Of } from './read-state.ts'
import { isObject, type Reader, readNumber, readTemplate } from './reader.ts'
import type { DistributedMap } from './states.ts'

const LABEL = /^[^\s?*<>{}[\]:;,\\|^~$#%&`"\p{Cc}]{1,40}$/u
const OF_DISTRIBUTED = ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label']

/** A Map state. `name` is the state's. */
export function readMap(reader: Reader, raw: any, at: string, name: string): Of<'Map'> {
  const { diagnostics } = reader
  const config = raw.ItemProcessor?.ProcessorConfig
  const mode = config?.Mode ?? 'INLINE'
  if (!['INLINE', 'DISTRIBUTED'].includes(mode))
    diagnostics.schema(
      'Value is not one of the allowed values: [INLINE, DISTRIBUTED]',
      `${at}/ItemProcessor/ProcessorConfig/Mode`,
    )
  const isDistributed = mode === 'DISTRIBUTED'
  if (!isDistributed)
    for (const field of OF_DISTRIBUTED)
      if (raw[field] !== undefined)
        diagnostics.schema(`'${field}' is only supported by a Map in DISTRIBUTED mode`, `${at}/${field}`)
  const toleratedCount = readNumber(reader, raw, 'ToleratedFailureCount', at)
  const toleratedPercentage = readTemplate(reader, raw.ToleratedFailurePercentage, 'ToleratedFailurePercentage', at)
  return {
    type: 'Map',
    processor: reader.block(raw.ItemProcessor, `${at}/ItemProcessor`),
    items: readTemplate(reader, raw.Items, 'Items', at),
    itemSelector: readTemplate(reader, raw.ItemSelector, 'ItemSelector', at),
    maxConcurrency: readNumber(reader, raw, 'MaxConcurrency', at),
    distributed: isDistributed
      ? { ...readDistributed(reader, raw, at, name), toleratedCount, toleratedPercentage }
      : undefined,
  }
}

function readDistributed(
  reader: Reader,
  raw: any,
  at: string,
  name: string,
): Omit<DistributedMap, 'toleratedCount' | 'toleratedPercentage'> {
  const { diagnostics, express } = reader
  const { ProcessorConfig: config, ...child } = raw.ItemProcessor
  if (express)
    diagnostics.schema(
      "Express state machine does not support 'DISTRIBUTED' mode",
      `${at}/ItemProcessor/ProcessorConfig`,
    )
  if (!['STANDARD', 'EXPRESS'].includes(config.ExecutionType))
    diagnostics.schema(
      "'ExecutionType' is required in DISTRIBUTED mode and must be one of [STANDARD, EXPRESS]",
      `${at}/ItemProcessor/ProcessorConfig`,
    )
  if (raw.Label !== undefined && !(typeof raw.Label === 'string' && LABEL.test(raw.Label)))
    diagnostics.schema(
      'A Label must have 1 to 40 characters, and no white space, wildcard, bracket, control or special character',
      `${at}/Label`,
    )
  if (raw.Items !== undefined && raw.ItemReader !== undefined)
    diagnostics.schema('Only one of these fields may be set: [Items, ItemReader]', at)
  return {
    label: raw.Label ?? nameUuid(name),
    childType: config.ExecutionType,
    childText: JSON.stringify({ ...child, ...(isObject(child) && { QueryLanguage: 'JSONata' }) }),
    reader: readItemReader(reader, raw.ItemReader, at),
    batcher: readItemBatcher(reader, raw.ItemBatcher, at),
    writer: readResultWriter(reader, raw.ResultWriter, at),
  }
}
