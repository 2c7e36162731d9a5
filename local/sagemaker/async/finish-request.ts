import { AwsError } from '../../kernel/aws-error.ts'
import { patiently } from '../files/patiently.ts'
import { parseS3Uri, RoleS3 } from '../files/role-s3.ts'
import { sessionOf } from '../platform-role.ts'
import type { SageMaker } from '../sagemaker.ts'
import { failed, microsSince, type Tell } from './answer-request.ts'
import type { AsyncRequest } from './async-request.ts'
import { noticeOf, type Outcome } from './notice.ts'

export interface Finishing {
  /** The model's role: it writes and publishes. */
  roleArn: string | undefined
  tell: Tell
  /** Adds to the endpoint's data log. */
  log: (line: string) => void
}

/** Puts a request's result or error into S3 and sends the notice. Answers how it ended after all. */
export async function finishRequest(
  sagemaker: SageMaker,
  request: AsyncRequest,
  answered: Outcome,
  finishing: Finishing,
): Promise<Outcome> {
  const { tell, log } = finishing
  const uploading = sagemaker.kernel.clock.measure()
  let outcome = answered
  let refusal = await upload(sagemaker, request, outcome, finishing)
  if (!refusal) tell('ResponseUploadLatency', microsSince(sagemaker, uploading), 'Microseconds')
  else {
    log(`${request.inferenceId}: ${refusal}`)
    if (outcome.status === 'Completed') {
      tell('ResponseUploadFailures', 1, 'Count')
      outcome = failed(`ClientError: Unable to upload the response to "${request.outputLocation}": ${refusal}`)
      refusal = await upload(sagemaker, request, outcome, finishing)
    }
  }
  if (outcome.status === 'Failed') log(`${request.inferenceId}: ${outcome.reason}`)
  await notify(sagemaker, request, outcome, { ...finishing, uploaded: !refusal })
  return outcome
}

/** Why it could not be written; undefined when it was, or nothing is to be. */
async function upload(
  { kernel }: SageMaker,
  request: AsyncRequest,
  outcome: Outcome,
  { roleArn }: Finishing,
): Promise<string | undefined> {
  const location = outcome.status === 'Completed' ? request.outputLocation : request.failureLocation
  if (!location) return undefined
  const at = parseS3Uri(location)!
  const body = outcome.status === 'Completed' ? outcome.body : (outcome.body ?? Buffer.from(outcome.reason))
  const about = { ...given('contentType', outcome.contentType), ...given('kmsKeyId', request.kmsKeyId) }
  try {
    await patiently(kernel.clock, async () => new RoleS3(kernel, roleArn).put(at.bucket, at.key, body, about))
    return undefined
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return `${error.code}: ${error.message}`
  }
}

const given = <Name extends string>(name: Name, value: string | undefined) =>
  (value ? { [name]: value } : {}) as { [Key in Name]?: string }

async function notify(
  { kernel }: SageMaker,
  request: AsyncRequest,
  outcome: Outcome,
  { roleArn, tell, log, uploaded }: Finishing & { uploaded: boolean },
): Promise<void> {
  const topic = outcome.status === 'Completed' ? request.successTopic : request.errorTopic
  if (!topic) return
  const message = noticeOf(request, outcome, { region: kernel.region, now: kernel.clock.now(), uploaded })
  try {
    await patiently(kernel.clock, async () =>
      kernel.call(
        'sns',
        'Publish',
        { TopicArn: topic, Message: message },
        roleArn ? sessionOf(kernel, roleArn) : kernel.root,
      ),
    )
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    tell('NotificationFailures', 1, 'Count')
    log(`${request.inferenceId}: the notice was not published: ${error.code}: ${error.message}`)
  }
}
