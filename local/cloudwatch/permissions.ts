import type { Kernel, Permission } from '../kernel/kernel.ts'

/** Actions and resources of CloudWatch, as the Service Authorization Reference lists them. */
export const cloudWatchPermissions =
  (kernel: Kernel) =>
  (operation: string, input: any): Permission[] => {
    const action = `cloudwatch:${operation}`
    const names: string[] = input.AlarmNames ?? (input.AlarmName ? [input.AlarmName] : [])
    if (operation === 'PutMetricData')
      return [{ action, resource: '*', context: { 'cloudwatch:namespace': input.Namespace } }]
    const dashboards: string[] = input.DashboardNames ?? (input.DashboardName ? [input.DashboardName] : [])
    if (dashboards.length > 0)
      return dashboards.map((name) => ({ action, resource: `arn:aws:cloudwatch::${kernel.account}:dashboard/${name}` }))
    if (input.ResourceARN) return [{ action, resource: input.ResourceARN }]
    // Listing asks for every alarm of the account.
    if (names.length === 0 && operation === 'DescribeAlarms')
      return [{ action, resource: kernel.arn('cloudwatch', 'alarm:*') }]
    if (names.length === 0 || operation === 'DescribeAlarmsForMetric') return [{ action, resource: '*' }]
    const alarms = names.map((name) => kernel.arn('cloudwatch', `alarm:${name}`))
    // Tags given with a put need a permission of their own.
    const actions = [action, ...(operation.startsWith('Put') && input.Tags?.length ? ['cloudwatch:TagResource'] : [])]
    return alarms.flatMap((resource) => actions.map((each) => ({ action: each, resource })))
  }
