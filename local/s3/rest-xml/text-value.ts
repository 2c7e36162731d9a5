import { AwsError } from '../../kernel/aws-error.ts'
import type { Shape, ShapeRef } from '../../wire/model.ts'
import { shapeOf } from './model.ts'

/** A value as it stands in a header, a query parameter or an XML text. */
export function valueFromText(ref: ShapeRef, text: string): unknown {
  const shape = shapeOf(ref)
  switch (shape.type) {
    case 'integer':
    case 'long': {
      if (!/^-?\d+$/.test(text.trim())) throw invalid(ref, text)
      return Number(text)
    }
    case 'boolean':
      return text.trim().toLowerCase() === 'true'
    case 'timestamp': {
      const time = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text)
      if (Number.isNaN(time)) throw invalid(ref, text)
      return new Date(time)
    }
    case 'list':
      return text.split(',').map((item) => valueFromText(shape.member!, item.trim()))
    case 'blob':
      return Buffer.from(text, 'base64')
    default:
      return text
  }
}

/** Times are told in full seconds, in documents with empty milliseconds. */
export function textOf(shape: Shape, value: any, where: 'header' | 'xml'): string {
  if (shape.type !== 'timestamp') return String(value)
  const date = new Date(value)
  return where === 'header' ? date.toUTCString() : `${date.toISOString().slice(0, 19)}.000Z`
}

const invalid = (ref: ShapeRef, text: string) =>
  new AwsError('InvalidArgument', `The value '${text}' of ${ref.locationName ?? ref.shape} is not valid.`, 400, {
    ArgumentName: ref.locationName,
    ArgumentValue: text,
  })
