import { AwsError } from '../../kernel/aws-error.ts'

export const testState = () => () => {
  throw new AwsError('NotImplemented', 'TestState is not served by the local runtime: start an execution instead.', 501)
}
