import type { PolicyDocument } from '../iam/policy.ts'
import type { S3 } from './s3.ts'

/** The policy of the bucket that an ARN names or lies in: undefined where it has none, null where there is no such bucket. */
export function bucketPolicy(s3: S3): (arn: string) => PolicyDocument | undefined | null {
  // By bucket: a policy is asked for with every call, and changes seldom.
  const read = new Map<string, { text: string; document: PolicyDocument }>()
  return (arn) => {
    const name = arn.split(':::')[1]?.split('/')[0] ?? ''
    const bucket = s3.index.bucket(name)
    if (!bucket) return null
    const text: string | undefined = bucket.configuration['Policy']
    if (text === undefined) return undefined
    const known = read.get(name)
    if (known?.text === text) return known.document
    const document: PolicyDocument = JSON.parse(text)
    read.set(name, { text, document })
    return document
  }
}
