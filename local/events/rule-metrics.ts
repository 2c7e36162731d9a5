import type { Kernel } from '../kernel/kernel.ts'

/** Tells a metric of AWS/Events by the name of the rule; of another bus than the default one also by that. */
export function tellRuleMetric(kernel: Kernel, ruleArn: string, name: string): void {
  const [RuleName, bus] = ruleArn.split(':rule/')[1]!.split('/').reverse() as [string, string?]
  const dimensions: Record<string, string> = bus ? { EventBusName: bus, RuleName } : { RuleName }
  kernel.metric({ namespace: 'AWS/Events', name, dimensions, value: 1, unit: 'Count' })
}
