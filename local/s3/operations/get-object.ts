import { CHUNK } from '../objects/blobs.ts'
import { rangeOf } from '../objects/byte-range.ts'
import { checkRead, checkRetrievable } from '../objects/conditions.ts'
import { findObject } from '../objects/find-object.ts'
import type { ObjectRecord } from '../objects/records.ts'
import { onObject, type S3, type S3Operation } from '../s3.ts'
import { describeObject } from './head-object.ts'

const RESPONSE = /^Response(?<member>Cache|Content|Expires)/

export const getObject: S3Operation = {
  permissions: (input) => onObject(input.VersionId ? 'GetObjectVersion' : 'GetObject')(input),

  async run(s3, input, call) {
    const found = findObject(s3, input, call)
    checkRetrievable(found)
    checkRead(found, input, s3.kernel.clock.now())
    const { object, file } = await open(s3, found)
    try {
      const range = rangeOf(object, input)
      const { start, end } = range ?? { start: 0, end: object.size - 1 }
      return {
        ...describeObject(s3, object, input, range),
        ...overrides(input),
        ContentLength: end - start + 1,
        ContentRange: range && `bytes ${start}-${end}/${object.size}`,
        Body: file.createReadStream({ start, end: Math.max(end, 0), highWaterMark: CHUNK }),
      }
    } catch (error) {
      await file.close()
      throw error
    }
  },
}

/** Opens an object's content. If it was replaced since the look-up, its successor is as good an answer. */
async function open(s3: S3, object: ObjectRecord) {
  try {
    return { object, file: await s3.blobs.open(object.blob) }
  } catch (error) {
    const again = s3.index.object(object.bucket, object.key, object.isLatest ? undefined : object.versionId)
    if (!again || again.isDeleteMarker || again.blob === object.blob) throw error
    return { object: again, file: await s3.blobs.open(again.blob) }
  }
}

/** response-content-type and its like replace what was stored. */
function overrides(input: Record<string, any>): Record<string, any> {
  const given = Object.entries(input).filter(([name, value]) => RESPONSE.test(name) && value !== undefined)
  return Object.fromEntries(given.map(([name, value]) => [name.slice('Response'.length), value]))
}
