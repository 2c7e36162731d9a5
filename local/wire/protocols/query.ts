import { AwsError } from '../../kernel/aws-error.ts'
import { decimalText } from '../decimal.ts'
import type { ApiModel, Shape, ShapeRef } from '../model.ts'
import type { Protocol } from './protocol.ts'

/** The query protocol: a form in, XML out. SNS, STS, IAM, CloudFormation and older CloudWatch clients speak it. */
export const query: Protocol = {
  decode(model, request) {
    const text = request.method === 'GET' ? (request.url.split('?')[1] ?? '') : request.body.toString('utf8')
    const form = [...new URLSearchParams(text)]
    const said = (wanted: string) => form.find(([name]) => name === wanted)?.[1]
    const operation = said('Action')
    if (!operation) throw new AwsError('MissingAction', 'The request must contain the parameter Action.')
    if (!model.operations[operation] && !model.known.includes(operation))
      throw new AwsError(
        'InvalidAction',
        `Could not find operation ${operation} for version ${said('Version') ?? model.metadata.apiVersion}`,
      )
    const root = model.operations[operation]?.input?.shape
    return { operation, input: root ? (read(model, { shape: root }, form, '') ?? {}) : {} }
  },

  encode(model, operation, output, requestId) {
    const { output: ref } = model.operations[operation]!
    const inner = ref ? structure(model, model.shapes[ref.shape]!, output ?? {}) : ''
    const result = ref?.resultWrapper ? `<${ref.resultWrapper}>${inner}</${ref.resultWrapper}>` : inner
    return {
      status: 200,
      headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
      body: `<${operation}Response xmlns="${model.metadata.xmlNamespace}">${result}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`,
    }
  },

  encodeError(model, error, requestId) {
    const code = model?.shapes[error.code]?.error?.code ?? OLD_CODES[error.code] ?? error.code
    const status = model?.shapes[error.code]?.error?.httpStatusCode ?? (code === 'AccessDenied' ? 403 : error.status)
    const type = status < 500 ? 'Sender' : 'Receiver'
    return {
      status,
      headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
      body: `<ErrorResponse xmlns="${model?.metadata.xmlNamespace ?? ''}"><Error><Type>${type}</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(error.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
    }
  },
}

const OLD_CODES: Record<string, string> = {
  AccessDeniedException: 'AccessDenied',
  ValidationException: 'ValidationError',
  InvalidSignatureException: 'SignatureDoesNotMatch',
  UnrecognizedClientException: 'InvalidClientTokenId',
  MissingAuthenticationTokenException: 'MissingAuthenticationToken',
  UnknownOperationException: 'InvalidAction',
  IncompleteSignatureException: 'IncompleteSignature',
  ExpiredTokenException: 'ExpiredToken',
}

type Form = [string, string][]

function read(model: ApiModel, ref: ShapeRef, form: Form, path: string): any {
  const shape = model.shapes[ref.shape]!
  const dotted = path ? `${path}.` : ''
  const at = (name: string) => form.find(([key]) => key === name)?.[1]
  switch (shape.type) {
    case 'structure': {
      if (path && !form.some(([key]) => key.startsWith(dotted))) return undefined
      const members = Object.entries(shape.members ?? {}).map(([member, child]) => [
        member,
        read(model, child, form, `${dotted}${child.locationName ?? member}`),
      ])
      return Object.fromEntries(members.filter(([, value]) => value !== undefined))
    }
    case 'list': {
      const prefix = shape.flattened || ref.flattened ? dotted : `${dotted}${shape.member!.locationName ?? 'member'}.`
      const indices = indicesUnder(form, prefix)
      if (indices.length === 0) return at(path) === '' ? [] : undefined
      return indices.map((index) => read(model, shape.member!, form, `${prefix}${index}`))
    }
    case 'map': {
      const prefix = shape.flattened || ref.flattened ? dotted : `${dotted}entry.`
      const indices = indicesUnder(form, prefix)
      if (indices.length === 0) return undefined
      return Object.fromEntries(
        indices.map((index) => [
          at(`${prefix}${index}.${shape.key!.locationName ?? 'key'}`),
          read(model, shape.value!, form, `${prefix}${index}.${shape.value!.locationName ?? 'value'}`),
        ]),
      )
    }
    default:
      return scalar(shape, at(path))
  }
}

function indicesUnder(form: Form, prefix: string): number[] {
  const found = form
    .filter(([key]) => key.startsWith(prefix))
    .map(([key]) => Number(key.slice(prefix.length).split('.')[0]))
    .filter((index) => Number.isInteger(index) && index > 0)
  return [...new Set(found)].sort((a, b) => a - b)
}

function scalar(shape: Shape, text: string | undefined): unknown {
  if (text === undefined) return undefined
  if (['integer', 'long', 'float', 'double'].includes(shape.type)) {
    if (text === '' || Number.isNaN(Number(text))) throw new AwsError('MalformedInput', `'${text}' is not a number.`)
    return Number(text)
  }
  if (shape.type === 'boolean') return text === 'true'
  if (shape.type === 'timestamp') return new Date(text)
  return shape.type === 'blob' ? Buffer.from(text, 'base64') : text
}

function structure(model: ApiModel, shape: Shape, value: Record<string, unknown>): string {
  return Object.entries(shape.members ?? {})
    .map(([member, ref]) => element(model, ref, ref.locationName ?? member, value[member]))
    .join('')
}

function element(model: ApiModel, ref: ShapeRef, name: string, value: any): string {
  if (value === undefined || value === null) return ''
  const shape = model.shapes[ref.shape]!
  const wrap = (inner: string) => `<${name}>${inner}</${name}>`
  switch (shape.type) {
    case 'structure':
      return wrap(structure(model, shape, value))
    case 'list': {
      const flat = shape.flattened || ref.flattened
      const items = value
        .map((item: unknown) =>
          element(model, shape.member!, flat ? name : (shape.member!.locationName ?? 'member'), item),
        )
        .join('')
      return flat ? items : wrap(items)
    }
    case 'map':
      return wrap(
        Object.entries(value)
          .map(
            ([key, item]) =>
              `<entry><key>${escapeXml(key)}</key>${element(model, shape.value!, shape.value!.locationName ?? 'value', item)}</entry>`,
          )
          .join(''),
      )
    case 'timestamp':
      return wrap(new Date(value).toISOString())
    case 'blob':
      return wrap(Buffer.from(value).toString('base64'))
    case 'double':
    case 'float':
      return wrap(decimalText(Number(value)))
    default:
      return wrap(escapeXml(String(value)))
  }
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }
export const escapeXml = (text: string) => text.replace(/[&<>"']/g, (char) => ENTITIES[char]!)
