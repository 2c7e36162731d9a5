import type { Kernel, OperationHandler, Service } from '../kernel/kernel.ts'
import { AsyncQueue } from './async/async-queue.ts'
import { Fleet } from './environment/fleet.ts'
import { ThreadEnvironment } from './environment/thread-environment.ts'
import { InlineEnvironment } from './inline/inline-environment.ts'
import type { Lambda, Operation } from './lambda.ts'
import { addPermission } from './operations/add-permission.ts'
import { createAlias } from './operations/create-alias.ts'
import { createEventSourceMapping } from './operations/create-event-source-mapping.ts'
import { createFunction } from './operations/create-function.ts'
import { deleteAlias } from './operations/delete-alias.ts'
import { deleteEventSourceMapping } from './operations/delete-event-source-mapping.ts'
import { deleteFunction } from './operations/delete-function.ts'
import { deleteFunctionConcurrency } from './operations/delete-function-concurrency.ts'
import { deleteFunctionEventInvokeConfig } from './operations/delete-function-event-invoke-config.ts'
import { getAccountSettings } from './operations/get-account-settings.ts'
import { getAlias } from './operations/get-alias.ts'
import { getEventSourceMapping } from './operations/get-event-source-mapping.ts'
import { getFunction } from './operations/get-function.ts'
import { getFunctionConcurrency } from './operations/get-function-concurrency.ts'
import { getFunctionConfiguration } from './operations/get-function-configuration.ts'
import { getFunctionEventInvokeConfig } from './operations/get-function-event-invoke-config.ts'
import { getPolicy } from './operations/get-policy.ts'
import { invoke } from './operations/invoke.ts'
import { listAliases } from './operations/list-aliases.ts'
import { listEventSourceMappings } from './operations/list-event-source-mappings.ts'
import { listFunctionEventInvokeConfigs } from './operations/list-function-event-invoke-configs.ts'
import { listFunctions } from './operations/list-functions.ts'
import { listTags } from './operations/list-tags.ts'
import { listVersionsByFunction } from './operations/list-versions-by-function.ts'
import { publishVersion } from './operations/publish-version.ts'
import { putFunctionConcurrency } from './operations/put-function-concurrency.ts'
import { putFunctionEventInvokeConfig } from './operations/put-function-event-invoke-config.ts'
import { removePermission } from './operations/remove-permission.ts'
import { tagResource } from './operations/tag-resource.ts'
import { untagResource } from './operations/untag-resource.ts'
import { updateAlias } from './operations/update-alias.ts'
import { updateEventSourceMapping } from './operations/update-event-source-mapping.ts'
import { updateFunctionCode } from './operations/update-function-code.ts'
import { updateFunctionConfiguration } from './operations/update-function-configuration.ts'
import { updateFunctionEventInvokeConfig } from './operations/update-function-event-invoke-config.ts'
import { permissions } from './permissions.ts'
import { policyAt } from './policy-of.ts'
import { SqsPollers } from './sqs/sqs-pollers.ts'

const OPERATIONS: Record<string, Operation> = {
  CreateFunction: createFunction,
  UpdateFunctionCode: updateFunctionCode,
  UpdateFunctionConfiguration: updateFunctionConfiguration,
  GetFunction: getFunction,
  GetFunctionConfiguration: getFunctionConfiguration,
  ListFunctions: listFunctions,
  DeleteFunction: deleteFunction,
  PublishVersion: publishVersion,
  CreateAlias: createAlias,
  UpdateAlias: updateAlias,
  GetAlias: getAlias,
  DeleteAlias: deleteAlias,
  ListAliases: listAliases,
  ListVersionsByFunction: listVersionsByFunction,
  GetAccountSettings: getAccountSettings,
  UpdateFunctionEventInvokeConfig: updateFunctionEventInvokeConfig,
  ListFunctionEventInvokeConfigs: listFunctionEventInvokeConfigs,
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTags: listTags,
  Invoke: invoke,
  AddPermission: addPermission,
  RemovePermission: removePermission,
  GetPolicy: getPolicy,
  PutFunctionEventInvokeConfig: putFunctionEventInvokeConfig,
  GetFunctionEventInvokeConfig: getFunctionEventInvokeConfig,
  DeleteFunctionEventInvokeConfig: deleteFunctionEventInvokeConfig,
  PutFunctionConcurrency: putFunctionConcurrency,
  GetFunctionConcurrency: getFunctionConcurrency,
  DeleteFunctionConcurrency: deleteFunctionConcurrency,
  CreateEventSourceMapping: createEventSourceMapping,
  UpdateEventSourceMapping: updateEventSourceMapping,
  DeleteEventSourceMapping: deleteEventSourceMapping,
  GetEventSourceMapping: getEventSourceMapping,
  ListEventSourceMappings: listEventSourceMappings,
}

export interface LambdaOptions {
  /** Functions run in the runtime's own thread and in its time, which is what a simulation wants. */
  inline?: boolean
}

/** AWS Lambda: packaged handlers in isolated environments, cold and warm, invoked directly, by queue or by source. */
export function createLambda(kernel: Kernel, { inline = false }: LambdaOptions = {}): Service {
  const fleet = new Fleet(kernel, (fn) =>
    inline ? new InlineEnvironment(kernel, fn) : new ThreadEnvironment(kernel, fn),
  )
  const lambda: Lambda = {
    kernel,
    fleet,
    queue: new AsyncQueue(kernel, fleet),
    pollers: new SqsPollers(kernel, fleet),
  }
  const operations: Record<string, OperationHandler> = {}
  for (const [name, operation] of Object.entries(OPERATIONS)) operations[name] = operation(lambda)
  return {
    name: 'lambda',
    operations,
    permissions: (operation, input) => permissions(kernel, operation, input),
    resourcePolicy: (arn) => policyAt(kernel, arn),
    start() {
      lambda.queue.start()
      lambda.pollers.start()
    },
    stop() {
      lambda.pollers.stop()
      lambda.queue.stop()
      fleet.stop()
    },
  }
}
