import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'

/** The longest part of a container's answer that an error carries. */
const LONGEST = 4096

/** What a container answered that is not a success, as SageMaker hands it on. Status 0: it did not answer. */
export function modelError(kernel: Kernel, endpointName: string, status: number, said: string): AwsError {
  const kind = status >= 400 && status < 500 ? 'client' : 'server'
  const group = `/aws/sagemaker/Endpoints/${endpointName}`
  const console = `https://${kernel.region}.console.aws.amazon.com/cloudwatch/home?region=${kernel.region}`
  return new AwsError(
    'ModelError',
    `Received ${kind} error (${status}) from primary with message "${said.slice(0, LONGEST)}". ` +
      `See ${console}#logEventViewer:group=${group} in account ${kernel.account} for more information.`,
    424,
    {
      OriginalStatusCode: status,
      OriginalMessage: said.slice(0, LONGEST),
      LogStreamArn: kernel.arn('logs', `log-group:${group}`),
    },
  )
}
