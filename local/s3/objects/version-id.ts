import { createHash } from 'node:crypto'
import { AwsError } from '../../kernel/aws-error.ts'

/** Ids say where a version stands among others, and that S3 made them: it refuses those that it did not. */
export function versionIdOf(sequencer: string): string {
  const bytes = Buffer.from(sequencer, 'hex')
  return Buffer.concat([bytes, sealOf(bytes)])
    .toString('base64url')
    .replaceAll('-', '.')
}

/** Undefined for what is no id of S3's. */
export function sequencerOf(versionId: string): string | undefined {
  const bytes = Buffer.from(versionId.replaceAll('.', '-'), 'base64url')
  const sequencer = bytes.subarray(0, SEQUENCER)
  if (bytes.length !== ID || !sealOf(sequencer).equals(bytes.subarray(SEQUENCER))) return undefined
  return sequencer.toString('hex').toUpperCase()
}

const SEQUENCER = 9
const ID = 24

const sealOf = (sequencer: Buffer) =>
  createHash('sha256')
    .update(sequencer)
    .digest()
    .subarray(0, ID - SEQUENCER)

/** Refuses an id that S3 has not made; `null` is the one of what was written without versions. */
export function checkVersionId(versionId: string): void {
  if (versionId !== 'null' && !sequencerOf(versionId)) throw invalidVersionId(versionId)
}

export const invalidVersionId = (versionId: string) =>
  new AwsError('InvalidArgument', 'Invalid version id specified', 400, {
    ArgumentName: 'versionId',
    ArgumentValue: versionId,
  })
