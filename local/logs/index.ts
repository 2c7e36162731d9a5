import type { Kernel, Service } from '../kernel/kernel.ts'
import type { LogsContext } from './context.ts'
import { LogStore } from './log-store.ts'
import { filterLogEvents } from './operations/filter-log-events.ts'
import { getLogEvents } from './operations/get-log-events.ts'
import {
  createLogGroup,
  deleteLogGroup,
  deleteRetentionPolicy,
  describeLogGroups,
  putRetentionPolicy,
} from './operations/log-groups.ts'
import { createLogStream, deleteLogStream, describeLogStreams } from './operations/log-streams.ts'
import { putLogEvents } from './operations/put-log-events.ts'
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts'
import { logsPermissions } from './permissions.ts'

/** CloudWatch Logs: keeps what the runtime and its callers log, and finds it again. */
export function createLogs(kernel: Kernel): Service {
  const store = new LogStore(kernel)
  const context: LogsContext = { kernel, store }
  const stopListening = kernel.onLog((group, stream, message, at) => store.write(group, stream, message, at))
  return {
    name: 'logs',
    operations: {
      CreateLogGroup: createLogGroup(context),
      CreateLogStream: createLogStream(context),
      DeleteLogGroup: deleteLogGroup(context),
      DeleteLogStream: deleteLogStream(context),
      DeleteRetentionPolicy: deleteRetentionPolicy(context),
      DescribeLogGroups: describeLogGroups(context),
      DescribeLogStreams: describeLogStreams(context),
      FilterLogEvents: filterLogEvents(context),
      ListTagsForResource: listTagsForResource(context),
      TagResource: tagResource(context),
      UntagResource: untagResource(context),
      GetLogEvents: getLogEvents(context),
      PutLogEvents: putLogEvents(context),
      PutRetentionPolicy: putRetentionPolicy(context),
    },
    permissions: logsPermissions(kernel),
    start: () => store.sweep(),
    async stop() {
      stopListening()
      await store.stop()
    },
  }
}
