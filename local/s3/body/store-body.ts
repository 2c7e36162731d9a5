import { AwsError } from '../../kernel/aws-error.ts'
import type { Blobs } from '../objects/blobs.ts'
import { BodyDigests } from './body-digests.ts'
import { bodyOf } from './incoming-body.ts'

export interface StoredBody {
  blob: string
  size: number
  md5: string
  checksums: Record<string, string>
}

const LARGEST = 5 * 1024 ** 3

/** Writes an input's Body to disk and checks every digest that came with it; what fails leaves nothing behind. */
export async function storeBody(blobs: Blobs, input: Record<string, any>, wanted: string[] = []): Promise<StoredBody> {
  const body = bodyOf(input.Body)
  if ((body.length ?? 0) > LARGEST)
    throw new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400, {
      ProposedSize: body.length,
      MaxSizeAllowed: LARGEST,
    })
  const digests = new BodyDigests(input, body, wanted)
  const { id, size } = await blobs.write(body, digests.all)
  try {
    return { blob: id, size, ...digests.settle() }
  } catch (error) {
    await blobs.remove([id])
    throw error
  }
}
