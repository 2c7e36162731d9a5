import { AwsError } from '../../kernel/aws-error.ts'

export const invalidPattern = (pattern: string) =>
  new AwsError('InvalidParameterException', `Invalid filter pattern: ${pattern}`)
