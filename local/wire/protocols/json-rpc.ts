import { AwsError } from '../../kernel/aws-error.ts'
import { fromJson, toJson } from '../json-values.ts'
import type { ApiModel } from '../model.ts'
import { oldSqsCode, sqsErrorType } from './old-sqs-codes.ts'
import type { Protocol } from './protocol.ts'

/** AWS JSON 1.0 and 1.1: the operation is in X-Amz-Target, everything else in the body. */
export function jsonRpc(version: string): Protocol {
  const type = `application/x-amz-json-${version}`
  return {
    decode(model, request) {
      const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? ''
      const root = model.operations[operation]?.input?.shape
      return { operation, input: root ? fromJson(model, root, parseBody(request.body)) : {} }
    },
    encode(model, operation, output, requestId) {
      const root = model.operations[operation]!.output?.shape
      return {
        status: 200,
        headers: { 'content-type': type, 'x-amzn-requestid': requestId },
        body: JSON.stringify(root ? toJson(model, root, output ?? {}) : {}),
      }
    },
    encodeError(model, error, requestId) {
      return {
        status: error.status,
        headers: { 'content-type': type, 'x-amzn-requestid': requestId, ...queryError(model, error) },
        body: JSON.stringify({
          __type: typeOf(model, error.code),
          ...error.members,
          [messageMember(model, error.code)]: error.message || undefined,
        }),
      }
    },
  }
}

export function parseBody(body: Buffer): any {
  if (body.length === 0) return {}
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw new AwsError('SerializationException', 'The request body is not valid JSON.')
  }
}

/** Some services say `Message`, most say `message`: the modelled shape of the error knows. */
export const messageMember = (model: ApiModel | undefined, code: string) =>
  model?.shapes[code]?.members?.['Message'] ? 'Message' : 'message'

/** The name of an error in today's protocols: that of its shape, where it has another code in the query protocol. */
export function typeOf(model: ApiModel | undefined, code: string): string {
  if (!model?.metadata.awsQueryCompatible) return code
  if (model.metadata.serviceId === 'SQS') return sqsErrorType(code)
  if (code === 'ValidationError') return 'ValidationException'
  if (model.shapes[code]?.exception) return code
  const shapes = Object.entries(model.shapes)
  return shapes.find(([, { exception, error }]) => exception && error?.code === code)?.[0] ?? code
}

/** Services that once spoke the query protocol tell old clients their old error code in a header. */
export function queryError(model: ApiModel | undefined, error: AwsError): Record<string, string> {
  const sqs = model?.metadata.serviceId === 'SQS'
  const old = sqs ? oldSqsCode(error.code) : (model?.shapes[typeOf(model, error.code)]?.error?.code ?? error.code)
  return old && model?.metadata.awsQueryCompatible
    ? { 'x-amzn-query-error': `${old};${error.status < 500 ? 'Sender' : 'Receiver'}` }
    : {}
}
