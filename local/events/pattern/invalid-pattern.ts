import { AwsError } from '../../kernel/aws-error.ts'

export const invalidPattern = (reason: string) =>
  new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`)

export const beyondRange = 'Value must be between -5.0E9 and 5.0E9, inclusive'
