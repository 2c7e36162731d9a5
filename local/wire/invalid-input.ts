import { AwsError } from '../kernel/aws-error.ts'
import type { Violation } from './violations.ts'

/** The code under which a service refuses an input that its model does not allow, where that is not ValidationException. */
const CODES: Readonly<Record<string, string>> = {
  apigatewayv2: 'BadRequestException',
  cloudformation: 'ValidationError',
  cloudwatch: 'ValidationError',
  ecr: 'InvalidParameterException',
  iam: 'ValidationError',
  logs: 'InvalidParameterException',
  'sagemaker-runtime': 'ValidationError',
  sns: 'ValidationError',
  sts: 'ValidationError',
}

/** The refusal of an input, with every violation in the words of the service's front end. */
export function invalidInput(service: string, violations: Violation[]): AwsError {
  if (service === 'sqs') return ofSqs(violations[0]!)
  const problems = violations.map(({ path, value, rule }) => {
    const suffix = service === 'lambda' && path === 'runtime' ? ' or be a valid ARN' : ''
    return `Value ${value === undefined ? '' : `${value} `}at '${path}' failed to satisfy constraint: ${rule}${suffix}`
  })
  const count = problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`
  return new AwsError(CODES[service] ?? 'ValidationException', `${count} detected: ${problems.join('; ')}`)
}

/** SQS has a front end of its own. */
function ofSqs({ member, kind, value, offender }: Violation): AwsError {
  if (kind === 'required') return new AwsError('MissingParameter', `The request must contain the parameter ${member}.`)
  if (/^(Message(System)?)?Attribute(s|Names)$/.test(member))
    return new AwsError('InvalidAttributeName', `Unknown Attribute ${offender}.`)
  return new AwsError('InvalidParameterValue', `Value ${value?.slice(1, -1)} for parameter ${member} is invalid.`)
}
