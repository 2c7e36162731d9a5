import { AwsError } from '../../kernel/aws-error.ts'
import type { ObjectRecord } from './records.ts'

export interface ByteRange {
  start: number
  /** Inclusive. */
  end: number
}

/** The bytes that a read asks for, by a range or by a part; undefined for all of them. */
export function rangeOf({ detail, size }: ObjectRecord, { Range, PartNumber }: Record<string, any>) {
  if (Range && PartNumber)
    throw new AwsError('InvalidRequest', 'Cannot specify both Range header and partNumber query parameter')
  return PartNumber ? partRange(detail.parts, PartNumber, size) : byteRange(Range, size)
}

/** The bytes that a Range header asks for; undefined for all of them: S3 ignores what it cannot read, and several ranges. */
function byteRange(header: string | undefined, size: number): ByteRange | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (!found || (found[1] === '' && found[2] === '')) return undefined
  const [first, last] = [found[1], found[2]].map((text) => (text === '' ? undefined : Number(text)))
  if (first !== undefined && last !== undefined && last < first) return undefined
  const start = first ?? Math.max(0, size - last!)
  const end = first === undefined ? size - 1 : Math.min(last ?? size - 1, size - 1)
  if (start >= size || (first === undefined && last === 0))
    throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416, {
      RangeRequested: header,
      ActualObjectSize: size,
      Headers: { 'Content-Range': `bytes */${size}` },
    })
  return { start, end }
}

/** The bytes of one part of an object that was uploaded in parts. */
function partRange(parts: number[] | undefined, number: number, size: number): ByteRange | undefined {
  const sizes = parts ?? [size]
  const part = sizes[number - 1]
  if (part === undefined)
    throw new AwsError('InvalidPartNumber', 'The requested partnumber is not satisfiable', 416, {
      PartNumberRequested: number,
      ActualPartCount: sizes.length,
    })
  const start = sizes.slice(0, number - 1).reduce((sum, one) => sum + one, 0)
  return part === 0 ? undefined : { start, end: start + part - 1 }
}
