import type { Engine } from '../engine/engine.ts'
import { describeEvent } from '../engine/history.ts'
import { findExecution } from '../lookups.ts'
import { page } from '../pages.ts'

export const getExecutionHistory = (engine: Engine) => (input: any) => {
  const execution = findExecution(engine, input.executionArn)
  const events = engine.archive.historyOf(execution.arn).events
  const ordered = input.reverseOrder ? events.toReversed() : events
  const { items, nextToken } = page(ordered, input.maxResults, input.nextToken)
  const includeData = input.includeExecutionData ?? true
  return { events: items.map((event) => describeEvent(event, includeData)), nextToken }
}
