import { StateFailure } from '../engine/failure.ts'
import type { Integration, SyncJob, TaskCall } from './integration.ts'
import { type Optimised, optimised, sendOptimised } from './optimised.ts'
import { optimisedFailure } from './service-failure.ts'
import { toTaskJson } from './task-json.ts'
import { untilEnded } from './until-ended.ts'

const SPELLING = { prefix: 'SageMaker', fallback: 'AmazonSageMakerException', service: 'AmazonSageMaker' }

export const SAGEMAKER_JOBS = ['createTrainingJob', 'createTransformJob', 'createProcessingJob']
export const SAGEMAKER_REQUESTS = [
  ...SAGEMAKER_JOBS,
  'createModel',
  'createEndpointConfig',
  'createEndpoint',
  'updateEndpoint',
]

const TERMINAL = new Set(['Completed', 'Failed', 'Stopped'])
const MANAGED_TAG = { Key: 'MANAGED_BY_AWS', Value: 'STARTED_BY_STEP_FUNCTIONS' }

const spec = (action: string): Optimised => ({
  type: 'sagemaker',
  action,
  service: 'sagemaker',
  operation: action[0]!.toUpperCase() + action.slice(1),
  spelling: SPELLING,
})

/** `sagemaker:createModel` and its like: the answer of the request. */
export const sagemakerRequest = (action: string): Integration => optimised(spec(action), 'request')

/** `sagemaker:createTrainingJob.sync` and its like: the finished job's description. */
export function sagemakerJob(action: string): Integration {
  const request = spec(action)
  const kind = action.slice('create'.length)
  return {
    ...optimised(request, 'request'),
    pattern: 'sync',
    resource: `${action}.sync`,
    send: (call) => sendOptimised(request, { ...call, arguments: tagged(call.arguments) }),
    job: job(kind),
  }
}

/** `kind` is TrainingJob, TransformJob or ProcessingJob: the stem of the operations and of the members. */
function job(kind: string): SyncJob {
  const describe = ({ kernel, principal }: TaskCall, name: string): Promise<any> =>
    kernel.call('sagemaker', `Describe${kind}`, { [`${kind}Name`]: name }, principal)
  return {
    identify: (call) => call.arguments[`${kind}Name`],
    // A try that died with the process may have made its job; an older one of that name is somebody else's.
    async adopt(call, since) {
      const found = await describe(call, call.arguments[`${kind}Name`]).catch(() => undefined)
      return found && found.CreationTime >= since ? { [`${kind}Arn`]: found[`${kind}Arn`] } : undefined
    },
    async finished(call, name, signal) {
      // By its tags Step Functions knows the job for one that it manages.
      const resource = call.kernel.arn('sagemaker', `${kebab(kind)}/${name}`)
      try {
        call.kernel.authorize(call.principal, [{ action: 'sagemaker:ListTags', resource }])
      } catch (error) {
        throw optimisedFailure(error, 'sagemaker', 'ListTags', SPELLING, call.kernel.requestId())
      }
      const description = await untilEnded({
        kernel: call.kernel,
        signal,
        announces: ({ source, detail }) =>
          source === 'aws.sagemaker' && detail[`${kind}Name`] === name && TERMINAL.has(String(detail[`${kind}Status`])),
        describe: () => describe(call, name),
        hasEnded: (found) => TERMINAL.has(found[`${kind}Status`]),
      }).catch((error) => {
        throw optimisedFailure(error, 'sagemaker', `Describe${kind}`, SPELLING, call.kernel.requestId())
      })
      const result = toTaskJson(description)
      if (description[`${kind}Status`] === 'Completed') return result
      throw new StateFailure('States.TaskFailed', JSON.stringify(result))
    },
    cancel: ({ kernel, principal }, name) =>
      kernel.call('sagemaker', `Stop${kind}`, { [`${kind}Name`]: name }, principal),
  }
}

/** TrainingJob -> training-job, as in its ARN. */
const kebab = (kind: string) => kind.replace(/(?<=.)[A-Z]/g, '-$&').toLowerCase()

const tagged = (args: any) => ({ ...args, Tags: [...(args?.Tags ?? []), MANAGED_TAG] })
