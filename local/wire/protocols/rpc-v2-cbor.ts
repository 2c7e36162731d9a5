import { decode, encode, Token, Type } from 'cborg'
import type { AwsError } from '../../kernel/aws-error.ts'
import { fromJson } from '../json-values.ts'
import type { ApiModel } from '../model.ts'
import { queryError, typeOf } from './json-rpc.ts'
import type { Protocol } from './protocol.ts'

const TYPE = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' }

/** Smithy RPC v2 CBOR, which botocore speaks with CloudWatch: the operation is the end of the path. */
export const rpcV2Cbor: Protocol = {
  decode(model, request) {
    const operation = request.url.split('/').at(-1)!
    const root = model.operations[operation]?.input?.shape
    return { operation, input: root ? fromJson(model, root, read(request.body)) : {} }
  },
  encode(model, operation, output, requestId) {
    const root = model.operations[operation]!.output?.shape
    const body = root ? pruned(model, root, output ?? {}) : {}
    return { status: 200, headers: { ...TYPE, 'x-amzn-requestid': requestId }, body: write(body) }
  },
  encodeError(model, error: AwsError, requestId) {
    return {
      status: error.status,
      headers: { ...TYPE, 'x-amzn-requestid': requestId, ...queryError(model, error) },
      body: write({ __type: typeOf(model, error.code), message: error.message, ...error.members }),
    }
  },
}

/** Timestamps are tag 1: seconds since the epoch, with a fraction. */
const EPOCH = 1

const read = (body: Buffer) =>
  body.length === 0 ? {} : decode(body, { tags: { [EPOCH]: (decodeValue) => new Date(Number(decodeValue()) * 1000) } })

const write = (value: unknown) =>
  Buffer.from(
    encode(value, {
      typeEncoders: {
        Object: (value: object) => (value instanceof Double ? [new Token(Type.float, value.value)] : null),
        Date: (date: Date) => [new Token(Type.tag, EPOCH), new Token(Type.float, date.getTime() / 1000)],
      },
    }),
  )

/** A number that is a double, be it whole or not. */
class Double {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }
}

/** What the model knows of a value; members that it does not are left out. */
function pruned(model: ApiModel, name: string, value: any): any {
  if (value === null || value === undefined) return undefined
  const shape = model.shapes[name]!
  if (shape.type === 'structure') {
    const members = Object.entries(shape.members ?? {}).map(([member, ref]) => [
      member,
      pruned(model, ref.shape, value[member]),
    ])
    return Object.fromEntries(members.filter(([, item]) => item !== undefined))
  }
  if (shape.type === 'list') return value.map((item: unknown) => pruned(model, shape.member!.shape, item))
  if (shape.type === 'timestamp') return new Date(value)
  if (shape.type === 'double' || shape.type === 'float') return new Double(Number(value))
  return value
}
