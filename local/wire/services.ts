/** How each service is told apart on the one port, and what IAM calls it. Keyed by the name of its model. */
export interface WireName {
  /** The service part of a signature's credential scope. */
  signing: string
  iamPrefix: string
  /** The prefix of X-Amz-Target. */
  target?: string
}

export const SERVICES: Readonly<Record<string, WireName>> = {
  sagemaker: { signing: 'sagemaker', iamPrefix: 'sagemaker', target: 'SageMaker' },
  'sagemaker-runtime': { signing: 'sagemaker', iamPrefix: 'sagemaker' },
  stepfunctions: { signing: 'states', iamPrefix: 'states', target: 'AWSStepFunctions' },
  events: { signing: 'events', iamPrefix: 'events', target: 'AWSEvents' },
  'application-autoscaling': {
    signing: 'application-autoscaling',
    iamPrefix: 'application-autoscaling',
    target: 'AnyScaleFrontendService',
  },
  scheduler: { signing: 'scheduler', iamPrefix: 'scheduler' },
  lambda: { signing: 'lambda', iamPrefix: 'lambda' },
  sqs: { signing: 'sqs', iamPrefix: 'sqs', target: 'AmazonSQS' },
  sns: { signing: 'sns', iamPrefix: 'sns' },
  sts: { signing: 'sts', iamPrefix: 'sts' },
  cloudwatch: { signing: 'monitoring', iamPrefix: 'cloudwatch', target: 'GraniteServiceVersion20100801' },
  logs: { signing: 'logs', iamPrefix: 'logs', target: 'Logs_20140328' },
  cloudformation: { signing: 'cloudformation', iamPrefix: 'cloudformation' },
  iam: { signing: 'iam', iamPrefix: 'iam' },
  ecr: { signing: 'ecr', iamPrefix: 'ecr', target: 'AmazonEC2ContainerRegistry_V20150921' },
  s3: { signing: 's3', iamPrefix: 's3' },
  dynamodb: { signing: 'dynamodb', iamPrefix: 'dynamodb', target: 'DynamoDB_20120810' },
  apigatewayv2: { signing: 'apigateway', iamPrefix: 'apigateway' },
  'execute-api': { signing: 'execute-api', iamPrefix: 'execute-api' },
}

const byTarget = new Map(Object.entries(SERVICES).flatMap(([name, { target }]) => (target ? [[target, name]] : [])))
const bySigning = new Map(
  Object.entries(SERVICES)
    .filter(([name]) => name !== 'sagemaker-runtime')
    .map(([name, { signing }]) => [signing, name]),
)

export interface Address {
  target: string | undefined
  path: string
  /** The service named by the signature's credential scope, header or query. */
  signing: string | undefined
}

/**
 * Which service a request is for; one that the runtime does not have by the name that the request gives it. What names
 * no service is S3, whose paths are its buckets.
 */
export function serviceOf({ target, path, signing }: Address): string {
  if (path.startsWith('/_api/')) return 'execute-api'
  if (target) return byTarget.get(target.split('.')[0]!) ?? target.split('.')[0]!
  if (path.startsWith('/service/GraniteServiceVersion20100801/')) return 'cloudwatch'
  if (signing === 'sagemaker' && path.startsWith('/endpoints/')) return 'sagemaker-runtime'
  return signing ? (bySigning.get(signing) ?? signing) : 's3'
}
