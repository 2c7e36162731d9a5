import { AwsError } from '../kernel/aws-error.ts'

export const invalid = (reason: string) => new AwsError('InvalidParameterException', `Invalid parameter: ${reason}`)
