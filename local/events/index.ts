import type { Kernel, Service } from '../kernel/kernel.ts'
import { Bus, type EventsOptions } from './bus.ts'
import type { EventsContext } from './context.ts'
import { deleteRule } from './operations/delete-rule.ts'
import { describeRule } from './operations/describe-rule.ts'
import { createEventBus, deleteEventBus, describeEventBus, listEventBuses } from './operations/event-buses.ts'
import { listRuleNamesByTarget } from './operations/list-rule-names-by-target.ts'
import { listRules } from './operations/list-rules.ts'
import { listTargetsByRule } from './operations/list-targets-by-rule.ts'
import { putEvents } from './operations/put-events.ts'
import { putRule } from './operations/put-rule.ts'
import { putTargets } from './operations/put-targets.ts'
import { removeTargets } from './operations/remove-targets.ts'
import { switchRule } from './operations/switch-rule.ts'
import { testEventPattern } from './operations/test-event-pattern.ts'
import { eventsPermissions } from './permissions.ts'
import { RuleBook } from './rule-book.ts'
import { RuleSchedules } from './rule-schedules.ts'

/** EventBridge: buses, rules, patterns, targets with retries and dead letters, and rules on a schedule. */
export function createEvents(kernel: Kernel, options: EventsOptions = {}): Service {
  const rules = new RuleBook(kernel)
  const bus = new Bus(kernel, rules, options)
  const schedules = new RuleSchedules(kernel, rules, bus)
  const context: EventsContext = { kernel, rules, bus, schedules }
  const stopListening = kernel.onEvent(({ source, detailType, resources, detail }) => {
    bus.take('default', { source, detailType, resources, detail: JSON.stringify(detail), at: kernel.clock.now() })
  })
  return {
    name: 'events',
    operations: {
      CreateEventBus: createEventBus(context),
      DeleteEventBus: deleteEventBus(context),
      DeleteRule: deleteRule(context),
      DescribeEventBus: describeEventBus(context),
      DescribeRule: describeRule(context),
      DisableRule: switchRule(context, 'DISABLED'),
      EnableRule: switchRule(context, 'ENABLED'),
      ListEventBuses: listEventBuses(context),
      ListRuleNamesByTarget: listRuleNamesByTarget(context),
      ListRules: listRules(context),
      ListTargetsByRule: listTargetsByRule(context),
      PutEvents: putEvents(context),
      PutRule: putRule(context),
      PutTargets: putTargets(context),
      RemoveTargets: removeTargets(context),
      TestEventPattern: testEventPattern,
    },
    permissions: eventsPermissions(kernel),
    start() {
      schedules.start()
      bus.outbox.resume()
    },
    stop() {
      stopListening()
      bus.outbox.stop()
    },
  }
}
