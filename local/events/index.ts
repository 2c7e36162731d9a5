import type { Kernel, Service } from '../kernel/kernel.ts'
import { ArchiveBook } from './archive/archive-book.ts'
import { Replayer } from './archive/replayer.ts'
import { Bus, type EventsOptions } from './bus.ts'
import { policyOf } from './bus-policy.ts'
import type { EventsContext } from './context.ts'
import { createArchive, deleteArchive, describeArchive, listArchives, updateArchive } from './operations/archives.ts'
import { deleteRule } from './operations/delete-rule.ts'
import { describeRule } from './operations/describe-rule.ts'
import {
  createEventBus,
  deleteEventBus,
  describeEventBus,
  listEventBuses,
  updateEventBus,
} from './operations/event-buses.ts'
import { listRuleNamesByTarget } from './operations/list-rule-names-by-target.ts'
import { listRules } from './operations/list-rules.ts'
import { listTargetsByRule } from './operations/list-targets-by-rule.ts'
import { putEvents } from './operations/put-events.ts'
import { putPermission } from './operations/put-permission.ts'
import { putRule } from './operations/put-rule.ts'
import { putTargets } from './operations/put-targets.ts'
import { removePermission } from './operations/remove-permission.ts'
import { removeTargets } from './operations/remove-targets.ts'
import { cancelReplay, describeReplay, listReplays, startReplay } from './operations/replays.ts'
import { switchRule } from './operations/switch-rule.ts'
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts'
import { testEventPattern } from './operations/test-event-pattern.ts'
import { eventsPermissions } from './permissions.ts'
import { RuleBook } from './rule-book.ts'
import { RuleSchedules } from './rule-schedules.ts'

/** EventBridge: buses, rules, patterns, targets with retries and dead letters, rules on a schedule, archives, replays. */
export function createEvents(kernel: Kernel, options: EventsOptions = {}): Service {
  const rules = new RuleBook(kernel)
  const archives = new ArchiveBook(kernel)
  const bus = new Bus(kernel, rules, archives, options)
  const schedules = new RuleSchedules(kernel, rules, bus)
  const replayer = new Replayer(kernel, archives, bus)
  const context: EventsContext = {
    kernel,
    rules,
    bus,
    schedules,
    archives,
    replayer,
    tags: kernel.store.table('events.tags'),
  }
  const stopListening = kernel.onEvent(({ source, detailType, resources, detail }) => {
    bus.take('default', { source, detailType, resources, detail: JSON.stringify(detail), at: kernel.clock.now() })
  })
  return {
    name: 'events',
    operations: {
      CancelReplay: cancelReplay(context),
      CreateArchive: createArchive(context),
      CreateEventBus: createEventBus(context),
      DeleteArchive: deleteArchive(context),
      DeleteEventBus: deleteEventBus(context),
      DeleteRule: deleteRule(context),
      DescribeArchive: describeArchive(context),
      DescribeEventBus: describeEventBus(context),
      DescribeReplay: describeReplay(context),
      DescribeRule: describeRule(context),
      DisableRule: switchRule(context, 'DISABLED'),
      EnableRule: switchRule(context, 'ENABLED'),
      ListArchives: listArchives(context),
      ListEventBuses: listEventBuses(context),
      ListReplays: listReplays(context),
      ListRuleNamesByTarget: listRuleNamesByTarget(context),
      ListRules: listRules(context),
      ListTagsForResource: listTagsForResource(context),
      ListTargetsByRule: listTargetsByRule(context),
      PutEvents: putEvents(context),
      PutPermission: putPermission(context),
      PutRule: putRule(context),
      PutTargets: putTargets(context),
      RemovePermission: removePermission(context),
      RemoveTargets: removeTargets(context),
      StartReplay: startReplay(context),
      TagResource: tagResource(context),
      TestEventPattern: testEventPattern,
      UntagResource: untagResource(context),
      UpdateArchive: updateArchive(context),
      UpdateEventBus: updateEventBus(context),
    },
    permissions: eventsPermissions(kernel),
    resourcePolicy: (arn) => policyOf(arn.includes(':event-bus/') ? rules.findBus(arn) : undefined),
    start() {
      schedules.start()
      bus.outbox.resume()
      replayer.start()
    },
    stop() {
      stopListening()
      bus.outbox.stop()
      replayer.stop()
    },
  }
}
