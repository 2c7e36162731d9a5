import { AwsError } from '../kernel/aws-error.ts'

export function invokeEndpointAsync(): never {
  throw new AwsError('NotImplemented', 'Asynchronous inference is not supported by the local runtime.', 501)
}
