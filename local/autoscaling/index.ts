import type { Kernel, Service } from '../kernel/kernel.ts'
import { ActionTimekeeper } from './action-timekeeper.ts'
import { ActivityBook } from './activity-book.ts'
import { Book } from './book.ts'
import type { AutoScalingContext } from './context.ts'
import { deregister } from './deregister.ts'
import { deleteScalingPolicy } from './operations/delete-scaling-policy.ts'
import { deleteScheduledAction } from './operations/delete-scheduled-action.ts'
import { deregisterScalableTarget } from './operations/deregister-scalable-target.ts'
import { describeScalableTargets } from './operations/describe-scalable-targets.ts'
import { describeScalingActivities } from './operations/describe-scaling-activities.ts'
import { describeScalingPolicies } from './operations/describe-scaling-policies.ts'
import { describeScheduledActions } from './operations/describe-scheduled-actions.ts'
import { putScalingPolicy } from './operations/put-scaling-policy.ts'
import { putScheduledAction } from './operations/put-scheduled-action.ts'
import { registerScalableTarget } from './operations/register-scalable-target.ts'
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts'
import { autoScalingPermissions } from './permissions.ts'
import { PolicyRunner } from './policy-runner.ts'
import { Scaler } from './scaler.ts'
import { variantOf } from './target-name.ts'

/** What alarms and endpoints need beside the operations. */
export interface AutoScalingService extends Service {
  /** An alarm calls a policy. Rejects when there is none of this ARN. */
  runPolicy(actionArn: string): Promise<void>
  /** The variants of an endpoint that are registered as targets. */
  scaledVariants(endpointName: string): string[]
}

/** Application Auto Scaling of SageMaker's variants: bounds, policies that alarms call, and scheduled actions. */
export function createAutoScaling(kernel: Kernel): AutoScalingService {
  const book = new Book(kernel)
  const activities = new ActivityBook(kernel)
  const scaler = new Scaler(kernel, book, activities)
  const timekeeper = new ActionTimekeeper(kernel, book, activities, scaler)
  const runner = new PolicyRunner(kernel, book, activities, scaler)
  const context: AutoScalingContext = { kernel, book, activities, scaler, timekeeper }
  const targetsOf = (endpoint: unknown) => book.targets().filter((target) => variantOf(target).endpoint === endpoint)
  const stopListening = kernel.onEvent((event) => {
    if (event.detailType !== 'SageMaker Endpoint State Change') return
    scaler.heard(event)
    if (event.detail['EndpointStatus'] !== 'DELETING') return
    for (const target of targetsOf(event.detail['EndpointName']))
      void kernel.clock.during(() => deregister(context, target))
  })
  return {
    name: 'application-autoscaling',
    operations: {
      DeleteScalingPolicy: deleteScalingPolicy(context),
      DeleteScheduledAction: deleteScheduledAction(context),
      DeregisterScalableTarget: deregisterScalableTarget(context),
      DescribeScalableTargets: describeScalableTargets(context),
      DescribeScalingActivities: describeScalingActivities(context),
      DescribeScalingPolicies: describeScalingPolicies(context),
      DescribeScheduledActions: describeScheduledActions(context),
      ListTagsForResource: listTagsForResource(context),
      PutScalingPolicy: putScalingPolicy(context),
      PutScheduledAction: putScheduledAction(context),
      RegisterScalableTarget: registerScalableTarget(context),
      TagResource: tagResource(context),
      UntagResource: untagResource(context),
    },
    permissions: autoScalingPermissions(kernel, book),
    runPolicy: (actionArn) => runner.run(actionArn),
    scaledVariants: (endpoint) => targetsOf(endpoint).map((target) => variantOf(target).variant),
    async start() {
      await scaler.resume()
      timekeeper.start()
    },
    stop() {
      stopListening()
      timekeeper.stop()
    },
  }
}
