import {
  DescribeEndpointCommand,
  ListProcessingJobsCommand,
  ListTrainingJobsCommand,
  ListTransformJobsCommand,
} from '@aws-sdk/client-sagemaker'
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime'
import { GetExecutionHistoryCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn'
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { databases, objects, processes } from './state-violations.ts'
import { type Ledger, readLedger, type World } from './world.ts'

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
      processes(world),
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
