import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import {
  DescribeEndpointCommand,
  ListProcessingJobsCommand,
  ListTrainingJobsCommand,
  ListTransformJobsCommand,
} from '@aws-sdk/client-sagemaker'
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime'
import { GetExecutionHistoryCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn'
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import type { LineItem, RunItem, TriggerItem, VersionItem } from '#shared/domain/ledger-items.ts'
import type { Caller } from './acknowledged.ts'
import type { Clients } from './client.ts'
import type { Started } from './mortal-runtime.ts'

interface World {
  clients: Clients
  started: Started
  caller: Caller
  stateDir: string
  pid: number
}

interface Ledger {
  lines: LineItem[]
  runs: RunItem[]
  triggers: TriggerItem[]
  versions: VersionItem[]
}

async function readLedger({ clients, started }: World): Promise<Ledger> {
  const ledger: Ledger = { lines: [], runs: [], triggers: [], versions: [] }
  let start: Record<string, unknown> | undefined
  do {
    const TableName = started.outputs['LedgerTable']!
    const page = await clients.ledger.send(new ScanCommand({ TableName, ExclusiveStartKey: start }))
    for (const item of page.Items ?? []) {
      if (item['sk'] === 'LINE') ledger.lines.push(item as LineItem)
      else if (item['sk'] === 'TRIGGER') ledger.triggers.push(item as TriggerItem)
      else if (item['sk'].startsWith('RUN#')) ledger.runs.push(item as RunItem)
      else if (item['sk'].startsWith('VERSION#')) ledger.versions.push(item as VersionItem)
    }
    start = page.LastEvaluatedKey
  } while (start)
  return ledger
}

/** What is not over yet; nothing when the loop has come to rest. */
export async function unsettled(world: World): Promise<string[]> {
  const { clients, started, caller } = world
  const { lines, triggers, runs } = await readLedger(world)
  await caller.receive()
  const stateMachineArn = started.outputs['LifecycleMachineArn']!
  const { executions = [] } = await clients.sfn.send(
    new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }),
  )
  return [
    ...executions.map(({ name }) => `execution ${name} is running`),
    ...lines.filter(({ lease }) => lease).map(({ model, lease }) => `${model} is leased to ${lease!.run}`),
    ...triggers.filter(({ status }) => status === 'waiting').map(({ trigger }) => `trigger ${trigger.id} waits`),
    ...runs.filter(({ endedAt }) => !endedAt).map(({ run, status }) => `run ${run} is ${status}`),
    ...caller.missing().map((message) => `${message} has not arrived`),
    ...(await unknownTriggers(world, triggers)),
  ]
}

/** Accepted, whether its caller heard of that or not, but not written down. */
async function unknownTriggers({ clients, started, caller }: World, triggers: TriggerItem[]): Promise<string[]> {
  const listing = new ListObjectsV2Command({ Bucket: started.bucket, Prefix: 'data/' })
  const { Contents = [] } = await clients.s3.send(listing)
  const known = new Set(triggers.map(({ trigger }) => trigger.id))
  const keys = new Set(triggers.flatMap(({ trigger }) => (trigger.kind === 'data' ? [trigger.detail.key] : [])))
  return [
    ...[...caller.triggers].filter((id) => !known.has(id)).map((id) => `trigger ${id} was accepted and is not known`),
    ...Contents.filter(({ Key }) => !keys.has(Key!)).map(({ Key }) => `${Key} was put and triggered nothing`),
  ]
}

/** Everything that must be so once the loop has come to rest, and is not. */
export async function violations(world: World): Promise<string[]> {
  const ledger = await readLedger(world)
  return (
    await Promise.all([
      triggersAndRuns(ledger),
      executions(world, ledger),
      versionsThatServe(world, ledger),
      objects(world),
      jobs(world),
      deadLetters(world),
      databases(world),
      processes(world, ledger),
      world.caller.unclean.map((error) => `a caller was told: ${error}`),
    ])
  ).flat()
}

/** Every accepted trigger ends as a run or as a decision with a reason. None runs twice. */
function triggersAndRuns({ triggers, runs }: Ledger): string[] {
  const ran = runs.flatMap(({ triggers: ids }) => ids)
  const known = new Set(runs.map(({ run }) => run))
  return [
    ...ran.filter((id, at) => ran.indexOf(id) !== at).map((id) => `trigger ${id} is in two runs`),
    ...triggers
      .filter(({ status, run }) => status === 'started' && !known.has(run!))
      .map(({ trigger, run }) => `trigger ${trigger.id} started ${run}, which is not known`),
    ...runs
      .filter(({ status }) => !['deployed', 'refused'].includes(status))
      .map(({ run, status, reason }) => `run ${run} ended as ${status}: ${reason}`),
  ]
}

/** Never two runs on one line at once; an execution for each run, its history whole. */
async function executions({ clients, started }: World, { runs }: Ledger): Promise<string[]> {
  const found: string[] = []
  const stateMachineArn = started.outputs['LifecycleMachineArn']!
  const all: { name: string; from: number; to: number; arn: string }[] = []
  let nextToken: string | undefined
  do {
    const page = await clients.sfn.send(new ListExecutionsCommand({ stateMachineArn, nextToken }))
    for (const { name, startDate, stopDate, executionArn } of page.executions!)
      all.push({ name: name!, from: +startDate!, to: +(stopDate ?? Number.POSITIVE_INFINITY), arn: executionArn! })
    nextToken = page.nextToken
  } while (nextToken)
  for (const { run } of runs) {
    const own = all.filter(({ name }) => name === run || name.startsWith(`${run}-`))
    if (own.length !== 1) found.push(`run ${run} has ${own.length} executions`)
  }
  const spans = runs
    .map(({ model, startedAt, endedAt }) => ({ model, from: Date.parse(startedAt), to: Date.parse(endedAt ?? '') }))
    .sort((a, b) => a.from - b.from)
  for (const [at, span] of spans.entries()) {
    const next = spans.slice(at + 1).find(({ model }) => model === span.model)
    if (next && next.from < span.to) found.push(`two runs of ${span.model} overlap at ${new Date(next.from).toJSON()}`)
  }
  const { arn } = all.sort((a, b) => b.from - a.from)[0] ?? {}
  if (arn) {
    const { events } = await clients.sfn.send(new GetExecutionHistoryCommand({ executionArn: arn }))
    events!.forEach(({ id, previousEventId }, at) => {
      if (id !== at + 1 || previousEventId! >= id) found.push(`the history of ${arn} is broken at event ${at + 1}`)
    })
  }
  return found
}

/** The endpoint serves the champion, for which a passing verdict stands, and answers. */
async function versionsThatServe({ clients }: World, { lines, versions, runs }: Ledger): Promise<string[]> {
  const found: string[] = []
  for (const { model, champion } of lines) {
    const deployed = runs.filter((run) => run.model === model && run.status === 'deployed')
    if (!champion) {
      if (deployed.length > 0) found.push(`${model} has deployed runs and no champion`)
      continue
    }
    const version = versions.find((one) => one.run === champion.run)
    if (!version) found.push(`${model} serves version ${champion.version}, of which the ledger knows nothing`)
    else if (!version.verdict.verdict)
      found.push(`${model} serves version ${champion.version} without a passing verdict`)
    const EndpointName = `trimtab-dev-${model}`
    const endpoint = await clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName }))
    if (endpoint.EndpointStatus !== 'InService') found.push(`${EndpointName} is ${endpoint.EndpointStatus}`)
    if (endpoint.EndpointConfigName !== champion.endpointConfigName)
      found.push(`${EndpointName} serves ${endpoint.EndpointConfigName} and not ${champion.endpointConfigName}`)
    try {
      const asked = { EndpointName, Body: '46.1,13.2,211,4500', ContentType: 'text/csv' }
      const { Body } = await clients.serving.send(new InvokeEndpointCommand(asked))
      const answer = Buffer.from(Body!).toString().trim().split(',').map(Number)
      if (answer.indexOf(Math.max(...answer)) !== 2) found.push(`${EndpointName} takes a Gentoo for another: ${answer}`)
    } catch (error) {
      found.push(`${EndpointName} does not answer: ${error}`)
    }
  }
  return found
}

/** Every object is whole, and what was acknowledged is there. */
async function objects({ clients, started, caller }: World): Promise<string[]> {
  const found: string[] = []
  const Bucket = started.bucket
  const listed = new Set<string>()
  let ContinuationToken: string | undefined
  do {
    const page = await clients.s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken }))
    for (const { Key, Size, ETag } of page.Contents ?? []) {
      listed.add(Key!)
      const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket, Key }))
      const bytes = Buffer.from(await Body!.transformToByteArray())
      const md5 = createHash('md5').update(bytes).digest('hex')
      if (bytes.length !== Size || (ETag !== `"${md5}"` && !ETag!.includes('-'))) found.push(`${Key} is not whole`)
      const wanted = caller.objects.get(Key!)
      if (wanted && createHash('sha256').update(bytes).digest('hex') !== wanted)
        found.push(`${Key} is not what was put`)
    }
    ContinuationToken = page.NextContinuationToken
  } while (ContinuationToken)
  for (const key of caller.objects.keys()) if (!listed.has(key)) found.push(`${key} was put and is gone`)
  return found
}

/** Nothing goes on that nobody waits for. */
async function jobs({ clients: { sagemaker } }: World): Promise<string[]> {
  const StatusEquals = 'InProgress'
  const [training, processing, transform] = await Promise.all([
    sagemaker.send(new ListTrainingJobsCommand({ StatusEquals })),
    sagemaker.send(new ListProcessingJobsCommand({ StatusEquals })),
    sagemaker.send(new ListTransformJobsCommand({ StatusEquals })),
  ])
  return [
    ...training.TrainingJobSummaries!.map(({ TrainingJobName }) => TrainingJobName),
    ...processing.ProcessingJobSummaries!.map(({ ProcessingJobName }) => ProcessingJobName),
    ...transform.TransformJobSummaries!.map(({ TransformJobName }) => TransformJobName),
  ].map((name) => `job ${name} is still in progress`)
}

async function deadLetters({ clients: { sqs }, started }: World): Promise<string[]> {
  const QueueUrl = started.outputs['EventDeadLettersUrl']!
  const AttributeNames = ['ApproximateNumberOfMessages' as const]
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))
  const count = Number(Attributes!['ApproximateNumberOfMessages'])
  return count > 0 ? [`${count} events lie in the dead-letter queue`] : []
}

function databases({ stateDir }: World): string[] {
  return ['state.db', 's3/index.db'].flatMap((name) => {
    const db = new DatabaseSync(join(stateDir, name), { readOnly: true })
    const rows = db.prepare('PRAGMA integrity_check').all() as { integrity_check: string }[]
    db.close()
    return rows
      .filter(({ integrity_check }) => integrity_check !== 'ok')
      .map((row) => `${name}: ${row.integrity_check}`)
  })
}

/** No process of a former life works on: each that knows the state folder descends from the runtime. */
function processes({ stateDir, pid }: World, _: Ledger): string[] {
  const found: string[] = []
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8')
      if (!command.includes(stateDir)) continue
      if (!ancestors(name).includes(String(pid)) && Number(name) !== process.pid)
        found.push(`process ${name} has outlived its runtime: ${command.replaceAll('\0', ' ').slice(0, 200)}`)
    } catch {
      // It has just ended.
    }
  }
  return found
}

function ancestors(pid: string): string[] {
  const line: string[] = []
  for (let at = pid; at !== '0' && at !== '1'; ) {
    line.push(at)
    at = readFileSync(`/proc/${at}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')[1]!
  }
  return line
}
