import { readJsonPath } from './json-path.ts'
import type { Target } from './rule.ts'
import { type RuleOfEvent, transformInput } from './transform-input.ts'

/** What a target receives of an event: its constant input, a part, a transformed text, or the event as it is. */
export function targetInput(target: Target, eventText: string, rule: RuleOfEvent): string {
  if (target.Input !== undefined) return target.Input
  if (target.InputPath !== undefined && target.InputPath !== '$')
    return JSON.stringify(readJsonPath(target.InputPath, JSON.parse(eventText))) ?? '{}'
  if (target.InputTransformer) return transformInput(target.InputTransformer, JSON.parse(eventText), rule)
  return eventText
}
