import { AwsError } from '../../kernel/aws-error.ts'
import type { ApiModel } from '../model.ts'
import { jsonRpc } from './json-rpc.ts'
import type { Protocol, WireRequest } from './protocol.ts'
import { query } from './query.ts'
import { restJson } from './rest-json.ts'
import { rpcV2Cbor } from './rpc-v2-cbor.ts'

const json10 = jsonRpc('1.0')
const json11 = jsonRpc('1.1')

/** The protocol a request speaks: some services answer in several. */
export function protocolOf(model: ApiModel, { headers }: Pick<WireRequest, 'headers'>): Protocol {
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') return rpcV2Cbor
  if (headers['x-amz-target']) return String(headers['content-type']).includes('json-1.1') ? json11 : json10
  if (model.metadata.serviceId === 'SQS') return oldSqs
  return model.metadata.protocol === 'rest-json' ? restJson : query
}

/** SQS in the protocol of clients from before 2024, whose names for things its model no longer has. */
const oldSqs: Protocol = {
  ...query,
  decode() {
    throw new AwsError(
      'NotImplemented',
      'The local runtime serves SQS in its JSON protocol alone, not in its old query protocol.',
      501,
    )
  },
}
