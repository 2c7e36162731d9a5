import type { Kernel, Permission } from '../kernel/kernel.ts'
import type { Book } from './book.ts'

/** Actions and resources of Application Auto Scaling, as the Service Authorization Reference lists them. */
export const autoScalingPermissions =
  (kernel: Kernel, book: Book) =>
  (operation: string, input: any): Permission[] => {
    const action = `application-autoscaling:${operation}`
    if (operation.startsWith('Describe')) return [{ action, resource: '*' }]
    const { ResourceARN, ServiceNamespace = '', ScalableDimension = '', Tags } = input
    if (ResourceARN) return [{ action, resource: ResourceARN }]
    const context = {
      'application-autoscaling:service-namespace': ServiceNamespace,
      'application-autoscaling:scalable-dimension': ScalableDimension,
    }
    // Its ARN is not known before it is registered.
    const resource =
      book.findTarget(input)?.ScalableTargetARN ?? kernel.arn('application-autoscaling', 'scalable-target/*')
    const tags = Object.keys(Tags ?? {}).length > 0 ? [{ action: 'application-autoscaling:TagResource', resource }] : []
    return [{ action, resource, context }, ...tags]
  }
