import { page } from '../../paging/page.ts'
import { type CloudWatchContext, fromDimensions } from '../context.ts'
import type { MetricName } from '../metric-store.ts'

const PAGE = 500
const RECENTLY = 3 * 3_600_000

export const listMetrics =
  ({ kernel, metrics }: CloudWatchContext) =>
  ({ Namespace, MetricName, Dimensions = [], NextToken: token, RecentlyActive }: any) => {
    const fits = ({ namespace, name, dimensions }: MetricName) =>
      namespace === (Namespace ?? namespace) &&
      name === (MetricName ?? name) &&
      Dimensions.every(
        ({ Name, Value }: any) => Name in dimensions && (Value === undefined || dimensions[Name] === Value),
      )
    const active = (metric: MetricName) => !RecentlyActive || metrics.lastAt(metric) >= kernel.clock.now() - RECENTLY
    const found = metrics.metrics().filter((metric) => fits(metric) && active(metric))
    const { items, NextToken } = page(found, token, PAGE)
    return {
      Metrics: items.map(({ namespace, name, dimensions }) => ({
        Namespace: namespace,
        MetricName: name,
        Dimensions: fromDimensions(dimensions),
      })),
      NextToken,
    }
  }
