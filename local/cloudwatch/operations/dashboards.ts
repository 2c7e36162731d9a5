import { AwsError } from '../../kernel/aws-error.ts'
import { page } from '../../paging/page.ts'
import type { CloudWatchContext } from '../context.ts'

const PAGE = 1000

/** Keeps a dashboard. Of its body only that it is JSON with widgets is checked. */
export const putDashboard =
  ({ kernel, dashboards }: CloudWatchContext) =>
  ({ DashboardName, DashboardBody }: any) => {
    if (!/^[\w-]+$/.test(DashboardName))
      throw new AwsError(
        'InvalidParameterValue',
        'The value for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).\n',
      )
    if (!hasWidgets(DashboardBody))
      throw new AwsError('InvalidParameterInput', 'The field DashboardBody must be a valid JSON object')
    dashboards.put({ name: DashboardName, body: DashboardBody, modifiedAt: kernel.clock.now() })
    return { DashboardValidationMessages: [] }
  }

export const getDashboard =
  ({ dashboards }: CloudWatchContext) =>
  ({ DashboardName }: any) => {
    const dashboard = dashboards.find(DashboardName)
    if (!dashboard) throw notFound(DashboardName)
    return { DashboardArn: dashboards.arn(DashboardName), DashboardBody: dashboard.body, DashboardName }
  }

export const listDashboards =
  ({ dashboards }: CloudWatchContext) =>
  ({ DashboardNamePrefix = '', NextToken: token }: any) => {
    const found = dashboards.all().filter(({ name }) => name.startsWith(DashboardNamePrefix))
    const { items, NextToken } = page(found, token, PAGE)
    const DashboardEntries = items.map(({ name, body, modifiedAt }) => ({
      DashboardName: name,
      DashboardArn: dashboards.arn(name),
      LastModified: new Date(modifiedAt),
      Size: Buffer.byteLength(body),
    }))
    return { DashboardEntries, NextToken }
  }

/** All or, when one of them is not there, none. */
export const deleteDashboards =
  ({ dashboards }: CloudWatchContext) =>
  ({ DashboardNames }: any) => {
    for (const name of DashboardNames) if (!dashboards.find(name)) throw notFound(name)
    for (const name of DashboardNames) dashboards.delete(name)
  }

function hasWidgets(body: string): boolean {
  try {
    return Array.isArray(JSON.parse(body).widgets)
  } catch {
    return false
  }
}

const notFound = (name: string) => new AwsError('ResourceNotFound', `Dashboard ${name} does not exist`, 404)
