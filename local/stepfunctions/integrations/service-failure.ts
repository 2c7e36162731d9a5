import { randomBytes } from 'node:crypto'
import { AwsError } from '../../kernel/aws-error.ts'
import { apiModel } from '../../wire/model.ts'
import { StateFailure } from '../engine/failure.ts'

/** How Step Functions spells a service in errors and causes. */
export interface Spelling {
  /** The prefix of the error's name, e.g. `SageMaker`. */
  prefix: string
  /** The name for what the API model does not list, e.g. `AmazonSageMakerException`. */
  fallback: string
  /** The service in the cause, e.g. `AmazonSageMaker`. */
  service: string
}

/** Errors that S3 and DynamoDB model, which have no model in this runtime. */
const MODELLED: Readonly<Record<string, readonly string[]>> = {
  s3: [
    'NoSuchKey',
    'NoSuchBucket',
    'NoSuchUpload',
    'BucketAlreadyExists',
    'BucketAlreadyOwnedByYou',
    'InvalidObjectState',
  ],
  dynamodb: [
    'ConditionalCheckFailedException',
    'ResourceNotFoundException',
    'ResourceInUseException',
    'ProvisionedThroughputExceededException',
    'ItemCollectionSizeLimitExceededException',
    'TransactionCanceledException',
    'TransactionConflictException',
    'RequestLimitExceeded',
    'LimitExceededException',
  ],
}

/** The failure of an optimised integration: `SageMaker.ResourceInUseException`. */
export function optimisedFailure(
  error: unknown,
  service: string,
  operation: string,
  spelling: Spelling,
  requestId: string,
) {
  if (!(error instanceof AwsError)) throw error
  return new StateFailure(
    nameOf(error, service, operation, spelling),
    `${error.message} (Service: ${spelling.service}; Status Code: ${error.status}; Error Code: ${wireCode(error.code, service)}; Request ID: ${requestId}; Proxy: null)`,
  )
}

/** The code as the service's protocol carries it: SNS's NotFoundException is NotFound there. */
const wireCode = (code: string, service: string) => apiModel(service)?.shapes[code]?.error?.code ?? code

/** The failure of an aws-sdk integration: `SageMaker.SageMakerException`. */
export function sdkFailure(error: unknown, service: string, operation: string, prefix: string, requestId: string) {
  if (!(error instanceof AwsError)) throw error
  const spelling = { prefix, fallback: `${prefix}Exception`, service: prefix }
  return new StateFailure(
    nameOf(error, service, operation, spelling),
    `${error.message} (Service: ${prefix}, Status Code: ${error.status}, Request ID: ${requestId}${prefix === 'S3' ? `, Extended Request ID: ${extendedId()}` : ''}) (SDK Attempt Count: 1)`,
  )
}

/** S3's second id, in its own form. */
const extendedId = () => randomBytes(56).toString('base64')

function nameOf({ code }: AwsError, service: string, operation: string, { prefix, fallback }: Spelling): string {
  if (!isModelled(code, service, operation)) return `${prefix}.${fallback}`
  return `${prefix}.${code.endsWith('Exception') ? code : `${code}Exception`}`
}

function isModelled(code: string, service: string, operation: string): boolean {
  const model = apiModel(service)
  if (!model) return MODELLED[service]?.includes(code) ?? false
  const errors = (model.operations[operation] as { errors?: { shape: string }[] } | undefined)?.errors ?? []
  return errors.some(({ shape }) => shape === code || model.shapes[shape]?.error?.code === code)
}
