import { AwsError } from '../../kernel/aws-error.ts'

export interface Tag {
  Key: string
  Value: string
}

/** Letters, figures and spaces of any language, and these marks. */
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/** What S3 says of a key with its own prefix. */
const OF_AWS = {
  bucket: 'System tags cannot be added/updated by requester',
  object: 'Your TagKey cannot be prefixed with aws:',
  'new bucket':
    'User-defined tag keys can\'t start with "aws:". This prefix is reserved for system tags. Remove "aws:" from your tag keys and try again.',
}

/** Refuses a set of tags that S3 would not keep; what it says of its own prefix differs between buckets and objects. */
export function checkTags(tags: Tag[], owner: keyof typeof OF_AWS): void {
  const seen = new Set<string>()
  for (const { Key, Value } of tags) {
    if (seen.has(Key)) throw invalidTag('Cannot provide multiple Tags with the same key', { TagKey: Key })
    seen.add(Key)
    if (Key.startsWith('aws:')) throw invalidTag(OF_AWS[owner], owner === 'new bucket' ? {} : { TagKey: Key })
    if (Key.length === 0 || Key.length > 128 || !ALLOWED.test(Key))
      throw invalidTag('The TagKey you have provided is invalid', { TagKey: Key })
    if (Value.length > 256 || !ALLOWED.test(Value))
      throw invalidTag('The TagValue you have provided is invalid', { TagKey: Key, TagValue: Value })
  }
}

const invalidTag = (message: string, members: object) => new AwsError('InvalidTag', message, 400, { ...members })

/** The tags of an `x-amz-tagging` header. */
export function tagsOfHeader(header: string | undefined): Record<string, string> {
  const tags = [...new URLSearchParams(header ?? '')]
  const keys = new Set(tags.map(([key]) => key))
  // A second `=` was not encoded.
  if (keys.size < tags.length || header?.split('&').some((pair) => pair.split('=').length > 2))
    throw new AwsError(
      'InvalidArgument',
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
      400,
      { ArgumentName: 'x-amz-tagging', ArgumentValue: header },
    )
  if (tags.length > 10) throw new AwsError('BadRequest', 'Object tags cannot be greater than 10')
  checkTags(
    tags.map(([Key, Value]) => ({ Key, Value })),
    'object',
  )
  return Object.fromEntries(tags)
}
