import type { ResourceType } from '../resource-type.ts'

export const logsLogGroup: ResourceType = {
  withoutEffect: ['KmsKeyId', 'LogGroupClass', 'Tags'],
  async put({ kernel, call, generatedName }, { LogGroupName, RetentionInDays }, previous) {
    const logGroupName = LogGroupName ?? previous?.made.ref ?? generatedName(512)
    if (previous?.made.ref !== logGroupName)
      await call('logs', 'CreateLogGroup', { logGroupName }).catch((error) => {
        if (error.code !== 'ResourceAlreadyExistsException') throw error
      })
    if (RetentionInDays)
      await call('logs', 'PutRetentionPolicy', { logGroupName, retentionInDays: Number(RetentionInDays) })
    return { ref: logGroupName, attributes: { Arn: `${kernel.arn('logs', `log-group:${logGroupName}`)}:*` } }
  },
  remove: ({ call }, made) => call('logs', 'DeleteLogGroup', { logGroupName: made.ref }),
}
