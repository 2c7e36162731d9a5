import { bucketArn, type S3Operation } from '../s3.ts'

export const listBuckets: S3Operation = {
  permissions: () => [{ action: 's3:ListAllMyBuckets', resource: '*' }],

  run(s3, { Prefix = '', MaxBuckets = 10_000, ContinuationToken = '' }) {
    const after = Buffer.from(ContinuationToken, 'base64url').toString()
    const rest = s3.index.buckets().filter(({ name }) => name.startsWith(Prefix) && name > after)
    const page = rest.slice(0, MaxBuckets)
    return {
      Owner: s3.owner,
      Prefix: Prefix || undefined,
      ContinuationToken: rest.length > page.length ? Buffer.from(page.at(-1)!.name).toString('base64url') : undefined,
      Buckets: page.map(({ name, created }) => ({
        Name: name,
        CreationDate: new Date(created),
        BucketRegion: s3.kernel.region,
        BucketArn: bucketArn(name),
      })),
    }
  },
}
