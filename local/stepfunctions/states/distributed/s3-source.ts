import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { AwsError } from '../../../kernel/aws-error.ts'
import { StateFailure } from '../../engine/failure.ts'
import type { Run } from '../../engine/run.ts'

const GZIP = [0x1f, 0x8b]

export const itemReaderFailed = (cause: string) => new StateFailure('States.ItemReaderFailed', cause)

/** Asks S3 as the machine's role. Throws States.ItemReaderFailed. */
async function askS3(run: Run, operation: string, input: any): Promise<any> {
  try {
    return await run.kernel.call('s3', operation, input, run.principal)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw itemReaderFailed(
      `${error.message} (Service: Amazon S3; Status Code: ${error.status}; Error Code: ${error.code}; Request ID: ${run.kernel.requestId()}; Proxy: null)`,
    )
  }
}

/** The text of an object, unpacked if it is gzipped. */
export async function readObject(run: Run, input: any): Promise<string> {
  const { Body } = await askS3(run, 'GetObject', input)
  const bytes = Body instanceof Uint8Array ? Buffer.from(Body) : await buffer(Body)
  const plain = GZIP.every((byte, index) => bytes[index] === byte) ? gunzipSync(bytes) : bytes
  return plain.toString()
}

/** The objects that match, in the order of their keys, at most `limit` of them. */
export async function listObjects(run: Run, input: any, limit: number): Promise<any[]> {
  const found: any[] = []
  let token: string | undefined
  do {
    const page = await askS3(run, 'ListObjectsV2', { ...input, ...(token && { ContinuationToken: token }) })
    found.push(...(page.Contents ?? []))
    token = page.NextContinuationToken
  } while (token && found.length < limit)
  return found.slice(0, limit)
}
