import { AwsError } from '../../kernel/aws-error.ts'
import type { Call } from '../../kernel/kernel.ts'
import { bucketArn } from '../s3.ts'
import type { BucketRecord } from './records.ts'

/** Refuses a bucket policy that S3 would not keep: no policy at all, or a public one where those are blocked. */
export function checkPolicy(text: string, bucket: BucketRecord, call: Call): void {
  if (!isJsonObject(text))
    throw new AwsError('MalformedPolicy', "Policies must be valid JSON and the first byte must be '{'")
  if (!JSON.parse(text).Statement) throw new AwsError('MalformedPolicy', 'Missing required field Statement')
  if (bucket.configuration.PublicAccessBlock?.BlockPublicPolicy && isPublic(JSON.parse(text)))
    throw new AwsError(
      'AccessDenied',
      `User: ${call.principal.arn} is not authorized to perform: s3:PutBucketPolicy on resource: "${bucketArn(bucket.name)}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
      403,
    )
}

/** Whether it lets everybody in; one with conditions is taken to know whom it lets in. */
function isPublic({ Statement }: { Statement: any }): boolean {
  return [Statement].flat().some(({ Effect, Principal, Condition }) => {
    const names = typeof Principal === 'string' ? [Principal] : [Principal?.AWS ?? []].flat()
    return Effect === 'Allow' && !Condition && names.includes('*')
  })
}

function isJsonObject(text: string): boolean {
  try {
    return text.startsWith('{') && !!JSON.parse(text)
  } catch {
    return false
  }
}
