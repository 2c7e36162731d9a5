import { AwsError } from '../kernel/aws-error.ts'

export const invalid = (reason: string) => new AwsError('InvalidParameterException', `Invalid parameter: ${reason}`)

export function checkArn(parameter: string, arn: string): void {
  const elements = arn.split(':').length
  if (elements < 6) throw invalid(`${parameter} Reason: An ARN must have at least 6 elements, not ${elements}`)
}
