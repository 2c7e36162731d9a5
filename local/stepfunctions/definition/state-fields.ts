const FLOW = ['Next', 'End']
const DATA = ['Assign', 'Output']
const HANDLERS = ['Retry', 'Catch']

/** The fields of each state type under JSONata, beside Type, Comment and QueryLanguage. */
export const STATE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Pass: [...FLOW, ...DATA],
  Task: [...FLOW, ...DATA, ...HANDLERS, 'Resource', 'Arguments', 'TimeoutSeconds', 'HeartbeatSeconds'],
  Choice: [...DATA, 'Choices', 'Default'],
  Wait: [...FLOW, ...DATA, 'Seconds', 'Timestamp'],
  Succeed: ['Output'],
  Fail: ['Error', 'Cause'],
  Parallel: [...FLOW, ...DATA, ...HANDLERS, 'Branches', 'Arguments'],
  Map: [
    ...FLOW,
    ...DATA,
    ...HANDLERS,
    'Items',
    'ItemReader',
    'ItemSelector',
    'ItemBatcher',
    'ItemProcessor',
    'ResultWriter',
    'MaxConcurrency',
    'ToleratedFailureCount',
    'ToleratedFailurePercentage',
    'Label',
  ],
}

export const REQUIRED_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Task: ['Resource'],
  Choice: ['Choices'],
  Parallel: ['Branches'],
  Map: ['ItemProcessor'],
}

/** Fields that belong to JSONPath alone. */
export const JSONPATH_FIELDS = new Set([
  'InputPath',
  'OutputPath',
  'Parameters',
  'ResultPath',
  'ResultSelector',
  'Result',
  'ItemsPath',
  'SecondsPath',
  'TimestampPath',
  'TimeoutSecondsPath',
  'HeartbeatSecondsPath',
  'ErrorPath',
  'CausePath',
  'MaxConcurrencyPath',
  'Variable',
])

/** Fields of AWS that the local runtime does not run, with the reason. */
export const REFUSED_FIELDS: Readonly<Record<string, string>> = {
  Credentials: 'the local runtime has one account',
  Iterator: 'it is deprecated: use ItemProcessor',
}
