import type { Endpoint, EndpointChange, Execution, Facts, Job, Ledger, Resource } from './facts.ts'

/** Calls an operation of a service as the operator: `call('sagemaker', 'ListModels', {})`. Inputs and outputs as in the API. */
export type Call = (service: string, operation: string, input: object) => Promise<any>

/** What the stack's outputs say about where things are. */
export interface Place {
  /** E.g. `trimtab-dev`. */
  prefix: string
  ledger: string
  lifecycleMachine: string
  deployMachine: string
  judgedMachine: string
  rollbackMachine: string
  deadLetterQueues: string[]
}

/** What takes longest, and not everybody needs: payloads of states; whose the jobs are, and what was made for them. */
export interface LeftOut {
  payloads?: boolean
  owners?: boolean
}

/** Reads everything that the invariants are judged by. */
export async function gather(
  call: Call,
  place: Place,
  now: number,
  { payloads = true, owners = true }: LeftOut = {},
): Promise<Facts> {
  const [ledger, lifecycle, deploy, judged, rollbacks, endpoints, alarms, jobs, resources, deadLetters] =
    await Promise.all([
      readLedger(call, place.ledger),
      executionsOf(call, place.lifecycleMachine),
      executionsOf(call, place.deployMachine),
      executionsOf(call, place.judgedMachine),
      executionsOf(call, place.rollbackMachine),
      readEndpoints(call),
      readAlarms(call, place.prefix),
      readJobs(call, owners),
      owners ? readResources(call) : [],
      messagesIn(call, place.deadLetterQueues),
    ])
  const changing = [...deploy, ...judged, ...rollbacks]
  const { largestPayload, changes } = payloads
    ? await readHistories(call, [...lifecycle, ...changing])
    : { largestPayload: { bytes: 0, where: '' }, changes: [] }
  const executions = { lifecycle, deploy, judged, rollbacks, changes, largestPayload }
  return { now, prefix: place.prefix, ledger, ...executions, endpoints, alarms, jobs, resources, deadLetters }
}

async function readLedger(call: Call, TableName: string): Promise<Ledger> {
  const ledger: Ledger = {
    ...{ lines: [], runs: [], triggers: [], versions: [], decisions: [], approvals: [], rollouts: [] },
    ...{ verdicts: [], waits: [] },
    manual: new Set(),
  }
  const items = await everyPage(call, 'dynamodb', 'Scan', { TableName, ConsistentRead: true }, 'Items', [
    'ExclusiveStartKey',
    'LastEvaluatedKey',
  ])
  for (const item of items.map(plain)) {
    const [kind] = String(item.sk).split('#')
    if (kind === 'LINE') ledger.lines.push(item)
    else if (kind === 'TRIGGER') ledger.triggers.push(item)
    else if (kind === 'RUN') ledger.runs.push(item)
    else if (kind === 'VERSION') ledger.versions.push(item)
    else if (kind === 'DECISION') ledger.decisions.push(item)
    else if (kind === 'ROLLOUT') ledger.rollouts.push(item)
    else if (kind === 'APPROVAL') ledger.approvals.push(item)
    else if (kind === 'VERDICT') ledger.verdicts.push(item)
    else if (item.pk === 'WAITS') ledger.waits.push(item)
    else if (kind === 'MANIFEST' && item.manifest.approve === 'manual')
      ledger.manual.add(`${item.model} ${item.version}`)
  }
  return ledger
}

/** An item without DynamoDB's types. */
function plain(item: Record<string, any>): any {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, untyped(value)]))
}

function untyped(value: Record<string, any>): any {
  const [[type, content]] = Object.entries(value) as [[string, any]]
  if (type === 'N') return Number(content)
  if (type === 'M') return plain(content)
  if (type === 'L') return content.map(untyped)
  return type === 'NULL' ? null : content
}

async function executionsOf(call: Call, stateMachineArn: string): Promise<Execution[]> {
  const found = await everyPage(call, 'stepfunctions', 'ListExecutions', { stateMachineArn }, 'executions', [
    'nextToken',
    'nextToken',
  ])
  return found.map(({ name, executionArn: arn, status, startDate, stopDate }) => ({
    ...{ name, arn, status },
    from: +startDate,
    to: stopDate ? +stopDate : Number.POSITIVE_INFINITY,
  }))
}

async function readEndpoints(call: Call): Promise<Endpoint[]> {
  const found = await everyPage(call, 'sagemaker', 'ListEndpoints', {}, 'Endpoints')
  return Promise.all(
    found.map(async ({ EndpointName }) => {
      const endpoint = await call('sagemaker', 'DescribeEndpoint', { EndpointName })
      const variants = [...(endpoint.ProductionVariants ?? []), ...(endpoint.ShadowProductionVariants ?? [])]
      return {
        name: EndpointName,
        status: endpoint.EndpointStatus,
        configName: endpoint.EndpointConfigName,
        variants: variants.map(({ VariantName }) => VariantName),
      }
    }),
  )
}

async function readAlarms(call: Call, prefix: string): Promise<string[]> {
  const asked = { AlarmNamePrefix: `${prefix}-` }
  const alarms = await everyPage(call, 'cloudwatch', 'DescribeAlarms', asked, 'MetricAlarms')
  return alarms.map(({ AlarmName }) => AlarmName).filter((name) => /-(errors|latency)-[0-9a-f]{8}$/.test(name))
}

const JOBS = { processing: 'ProcessingJob', training: 'TrainingJob', transform: 'TransformJob' } as const

async function readJobs(call: Call, owners: boolean): Promise<Job[]> {
  const found = Object.entries(JOBS).map(async ([kind, word]) => {
    const jobs = await everyPage(call, 'sagemaker', `List${word}s`, {}, `${word}Summaries`)
    return Promise.all(
      jobs.map(async (job) => ({
        kind: kind as Job['kind'],
        name: job[`${word}Name`],
        status: job[`${word}Status`],
        tags: owners ? await tagsOf(call, job[`${word}Arn`]) : {},
      })),
    )
  })
  return (await Promise.all(found)).flat()
}

/** What is removed while it is looked at is gone. */
async function readResources(call: Call): Promise<Resource[]> {
  const models = await everyPage(call, 'sagemaker', 'ListModels', {}, 'Models')
  const configs = await everyPage(call, 'sagemaker', 'ListEndpointConfigs', {}, 'EndpointConfigs')
  const found = await Promise.all([
    ...models.map(({ ModelName: name, ModelArn }) => unlessGone(modelOf(call, name, ModelArn))),
    ...configs.map(({ EndpointConfigName: name, EndpointConfigArn }) =>
      unlessGone(configOf(call, name, EndpointConfigArn)),
    ),
  ])
  return found.flat()
}

async function modelOf(call: Call, name: string, arn: string): Promise<Resource> {
  return { kind: 'model', name, models: [name], tags: await tagsOf(call, arn) }
}

async function configOf(call: Call, name: string, arn: string): Promise<Resource> {
  const config = await call('sagemaker', 'DescribeEndpointConfig', { EndpointConfigName: name })
  const models: string[] = config.ProductionVariants.map(({ ModelName }: { ModelName: string }) => ModelName)
  return { kind: 'endpoint-config', name, models, tags: await tagsOf(call, arn) }
}

async function unlessGone(found: Promise<Resource>): Promise<Resource[]> {
  try {
    return [await found]
  } catch (error) {
    if (error instanceof Error && /could not find/i.test(error.message)) return []
    throw error
  }
}

async function tagsOf(call: Call, ResourceArn: string): Promise<Record<string, string>> {
  const { Tags = [] } = await call('sagemaker', 'ListTags', { ResourceArn })
  return Object.fromEntries(Tags.map(({ Key, Value }: { Key: string; Value: string }) => [Key, Value]))
}

async function messagesIn(call: Call, queues: string[]): Promise<number> {
  const counts = await Promise.all(
    queues.map(async (QueueUrl) => {
      const { Attributes } = await call('sqs', 'GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] })
      return Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible)
    }),
  )
  return counts.reduce((sum, count) => sum + count, 0)
}

/** What calls change an endpoint. */
const CHANGES = ['createEndpoint', 'updateEndpoint', 'updateEndpointWeightsAndCapacities', 'deleteEndpoint']

async function readHistories(call: Call, executions: Execution[]): Promise<Pick<Facts, 'largestPayload' | 'changes'>> {
  let largestPayload = { bytes: 0, where: '' }
  const changes = new Map<string, EndpointChange>()
  for (const { name, arn, to } of executions) {
    const input = { executionArn: arn, maxResults: 1000, includeExecutionData: true }
    const events = await everyPage(call, 'stepfunctions', 'GetExecutionHistory', input, 'events', [
      'nextToken',
      'nextToken',
    ])
    for (const { id, type, timestamp, ...details } of events) {
      const { stateEnteredEventDetails, stateExitedEventDetails, taskScheduledEventDetails: task } = details
      for (const text of [stateEnteredEventDetails?.input, stateExitedEventDetails?.output]) {
        const bytes = Buffer.byteLength(text ?? '')
        if (bytes > largestPayload.bytes) largestPayload = { bytes, where: `${type} ${id} of ${name}` }
      }
      if (!CHANGES.includes(task?.resource)) continue
      const { EndpointName: endpoint } = JSON.parse(task.parameters)
      const before = changes.get(name)
      const from = Math.min(before?.from ?? Number.POSITIVE_INFINITY, +timestamp)
      changes.set(name, { rollout: name, endpoint, from, to: Math.max(before?.to ?? 0, to) })
    }
  }
  return { largestPayload, changes: [...changes.values()] }
}

async function everyPage(
  call: Call,
  service: string,
  operation: string,
  input: object,
  list: string,
  [ask, answer]: [string, string] = ['NextToken', 'NextToken'],
): Promise<any[]> {
  const found: any[] = []
  let next: unknown
  do {
    const page = await call(service, operation, { ...input, ...(next !== undefined && { [ask]: next }) })
    found.push(...(page[list] ?? []))
    next = page[answer]
  } while (next !== undefined && next !== null)
  return found
}
