import type { PolicyDocument } from './policy.ts'

/** AWS's own managed policies that are known here. */
const MANAGED: Record<string, PolicyDocument> = {
  'service-role/AWSLambdaBasicExecutionRole': {
    Statement: {
      Effect: 'Allow',
      Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: '*',
    },
  },
  'service-role/AWSLambdaSQSQueueExecutionRole': {
    Statement: {
      Effect: 'Allow',
      Action: [
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'logs:CreateLogGroup',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
      ],
      Resource: '*',
    },
  },
  AWSXRayDaemonWriteAccess: {
    Statement: {
      Effect: 'Allow',
      Action: [
        'xray:PutTraceSegments',
        'xray:PutTelemetryRecords',
        'xray:GetSamplingRules',
        'xray:GetSamplingTargets',
        'xray:GetSamplingStatisticSummaries',
      ],
      Resource: '*',
    },
  },
}

export function managedPolicy(arn: string): PolicyDocument {
  const policy = MANAGED[arn.replace(/^arn:[^:]+:iam::aws:policy\//, '')]
  if (!policy)
    throw new Error(
      `The managed policy ${arn} is not known to the local runtime: ${Object.keys(MANAGED).join(', ')} are. Write its statements into the role.`,
    )
  return policy
}
