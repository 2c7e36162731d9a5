import { AwsError } from '../kernel/aws-error.ts'

export const queueDoesNotExist = () => new AwsError('QueueDoesNotExist', 'The specified queue does not exist.')

export const invalidParameter = (message: string) => new AwsError('InvalidParameterValue', message)

export const receiptHandleIsInvalid = (handle: string) =>
  new AwsError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`)

export const receiptHandleHasExpired = (handle: string) =>
  invalidParameter(`Value ${handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`)
