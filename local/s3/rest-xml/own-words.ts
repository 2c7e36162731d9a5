import { AwsError } from '../../kernel/aws-error.ts'
import { shapeOf } from './model.ts'

const argument = (message: string, ArgumentName: string, ArgumentValue?: string) =>
  new AwsError('InvalidArgument', message, 400, { ArgumentName, ArgumentValue })

/** What S3 refuses in words of its own, where its model would have others. */
export function inOwnWords(operation: string, input: Record<string, any>): AwsError | undefined {
  const { EncodingType, CopySource, ObjectOwnership } = input
  if (EncodingType !== undefined && EncodingType !== 'url')
    return argument('Invalid Encoding Method specified in Request', 'encoding-type', EncodingType)
  if (CopySource !== undefined && !/^\/?.+\/.+$/.test(CopySource))
    return argument('Invalid copy source object key', 'x-amz-copy-source', 'x-amz-copy-source')
  if (operation !== 'CreateBucket') return undefined
  const region = input.CreateBucketConfiguration?.LocationConstraint
  if (isUnknown('BucketLocationConstraint', region)) return foreignLocation(region)
  return isUnknown('ObjectOwnership', ObjectOwnership)
    ? argument(`Invalid x-amz-object-ownership header: ${ObjectOwnership}`, 'x-amz-object-ownership')
    : undefined
}

const isUnknown = (shape: string, text: string | undefined) =>
  text !== undefined && !shapeOf({ shape }).enum!.includes(text)

export const foreignLocation = (region: string | undefined) =>
  new AwsError(
    'IllegalLocationConstraintException',
    `The ${region ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  )
