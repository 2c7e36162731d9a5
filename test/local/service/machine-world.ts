import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { AwsError } from '#local/kernel/aws-error.ts'
import { planRun, type RunPlan } from '#shared/domain/plan-run.ts'
import { runOutcome } from '#shared/domain/run-outcome.ts'
import { lambdaOf, openRoom, type Room, serviceOf } from '#test/local/stepfunctions/machine-room.ts'
import { champion, planInput } from '#test/unit/domain/plan-facts.ts'

type Answer = (input: any) => unknown

export interface World {
  room: Room
  /** Operations of SageMaker in the order in which they came. */
  sent: { operation: string; input: any }[]
  /** What the functions were called with. */
  called: { name: string; payload: any }[]
  /** Replaces an operation of SageMaker, such as one that fails. */
  sagemaker: Record<string, Answer>
  /** Replaces a function. */
  functions: Record<string, Answer>
  /** What was told to the topic of notices. */
  notices: any[]
  /** The verdict that stands in the ledger. */
  verdict: string | undefined
  plan: RunPlan
  start(): Promise<string>
  /** A run, and what became of it by some time later: two hours unless it is said. */
  run(milliseconds?: number): ReturnType<Room['finished']>
  /** Operations of SageMaker that do more than look, in order. */
  operations(): string[]
  /** What was written down of runs that ended. */
  recorded(): any[]
  /** What is billed: every state entered and every retry, of the run and of the deployment within. */
  transitions(): Promise<number>
  states(machine: 'lifecycle' | 'deploy'): Promise<string[]>
}

const arn = (kind: string, name: string) => `arn:aws:${kind}:ap-southeast-1:000000000000:${name}`

/** The machines as the repository has them, with a SageMaker whose every job succeeds at once unless a test says otherwise. */
export async function openWorld(
  manifest: Record<string, unknown> = {},
  serves?: { configName: string } | { endpoint: { configName: string }; champion: true },
): Promise<World> {
  const endpoint = serves && 'champion' in serves ? serves.endpoint : serves
  const input = planInput(manifest, {
    ...(endpoint && { endpoint: { status: 'InService', ...endpoint } }),
    ...(serves &&
      'champion' in serves && { champion: { ...champion, endpointConfigName: serves.endpoint.configName } }),
  })
  const plan = planRun(input)
  const world = { sent: [], called: [], notices: [], verdict: 'pass', plan } as unknown as World
  const deploy = definitionOf('deploy')
  const lifecycle = definitionOf('lifecycle')
  let serving = endpoint?.configName
  const takes = ({ EndpointConfigName }: any) => {
    serving = EndpointConfigName
    return { EndpointArn: arn('sagemaker', 'endpoint/e') }
  }
  world.sagemaker = {
    ...job('Processing'),
    ...job('Training'),
    ...job('Transform'),
    CreateModel: () => ({ ModelArn: arn('sagemaker', 'model/m') }),
    DescribeModelPackageGroup: () => refuse('ValidationException', 'ModelPackageGroup x does not exist.'),
    CreateModelPackageGroup: () => ({ ModelPackageGroupArn: arn('sagemaker', 'model-package-group/g') }),
    CreateModelPackage: () => ({ ModelPackageArn: arn('sagemaker', 'model-package/g/7') }),
    UpdateModelPackage: ({ ModelPackageArn }) => ({ ModelPackageArn }),
    CreateEndpointConfig: () => ({ EndpointConfigArn: arn('sagemaker', 'endpoint-config/c') }),
    CreateEndpoint: takes,
    UpdateEndpoint: takes,
    DeleteEndpoint: () => ({}),
    DescribeEndpoint: ({ EndpointName }) => ({
      EndpointName,
      EndpointArn: arn('sagemaker', 'endpoint/e'),
      EndpointConfigName: serving,
      EndpointStatus: 'InService',
      CreationTime: new Date(0),
      LastModifiedTime: new Date(0),
    }),
  }
  const succeed = (taskToken: string, output: unknown = {}) =>
    world.room.call('SendTaskSuccess', { taskToken, output: JSON.stringify(output) })
  world.functions = {
    planRun: ({ attempt }) => planRun({ ...input, attempt }),
    adoptJob: ({ name }) => ({ name, status: 'Completed' }),
    evaluateCandidate: () => ({ rows: 10, metrics: { auc: 0.7 } }),
    judgeModel: () => ({
      verdict: 'pass',
      reason: 'good',
      metrics: { auc: 0.7 },
      properties: { 'trimtab:auc': '0.7' },
    }),
    judgedRollout: () => ({ verdict: 'finished', reason: 'as good', held: false }),
    callHook: () => ({ veto: false }),
    beginRollout: () => ({ champion: null }),
    readyAlarms: ({ names }) => ({ alarms: names }),
    awaitApproval: () => undefined,
    holdScaling: () => ({
      serves: serving,
      status: 'InService',
      held: false,
      size: 1,
      most: 1,
      least: 0,
      sleeps: false,
    }),
    settleScaling: () => ({ changes: 1 }),
    awaitEndpoint: ({ taskToken }) => succeed(taskToken),
    smokeTest: () => ({ rows: 10 }),
    recordRun: (record) => {
      const attempt = record.plan?.attempt ?? 1
      const outcome = runOutcome({ ...record, attempt })
      return outcome.again ? { next: 'another attempt', attempt: attempt + 1 } : { next: 'end', ...outcome }
    },
  }
  const sagemaker = Object.fromEntries(
    Object.keys(world.sagemaker).map((operation) => [
      operation,
      (input: any) => {
        world.sent.push({ operation, input })
        return world.sagemaker[operation]!(input)
      },
    ]),
  )
  const functions = Object.fromEntries(
    Object.keys(world.functions).map((name) => [
      name,
      (payload: any) => {
        world.called.push({ name, payload })
        return world.functions[name]!(payload)
      },
    ]),
  )
  const GetItem = () => (world.verdict ? { Item: { verdict: { S: world.verdict } } } : {})
  const Publish = (input: any) => {
    world.notices.push(JSON.parse(input.Message))
    return { MessageId: 'm' }
  }
  world.room = openRoom([
    lambdaOf(functions),
    serviceOf('sagemaker', sagemaker),
    serviceOf('dynamodb', { GetItem }),
    serviceOf('sns', { Publish }),
  ])
  await world.room.create(deploy, { name: 'deploy' })
  await world.room.create(judged, { name: 'judged' })
  const machine = await world.room.create(lifecycle, { name: 'lifecycle' })
  const { model, runId: run, manifestVersion } = { ...input, model: input.manifest.model }
  world.start = () => world.room.start(machine, { model, run, manifestVersion }, run)
  world.run = async (milliseconds = 2 * 3600_000) => {
    const executionArn = await world.start()
    await world.room.clock.advance(milliseconds)
    return world.room.finished(executionArn)
  }
  world.operations = () => world.sent.map(({ operation }) => operation).filter((name) => !name.startsWith('Describe'))
  world.recorded = () => world.called.filter(({ name }) => name === 'recordRun').map(({ payload }) => payload)
  const histories = async (name: 'lifecycle' | 'deploy') => {
    const stateMachineArn = arn('states', `stateMachine:${name}`)
    const { executions } = await world.room.call('ListExecutions', { stateMachineArn })
    const found = await Promise.all(executions.map(({ executionArn }: any) => world.room.finished(executionArn)))
    return found.flatMap(({ history }) => history)
  }
  world.states = async (name) =>
    (await histories(name)).flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? [])
  world.transitions = async () => {
    const events = [...(await histories('lifecycle')), ...(await histories('deploy'))]
    const entered = events.filter(({ type }) => type.endsWith('StateEntered')).length
    const tasks = events.filter(({ type }) => type === 'TaskStateEntered').length
    return entered + events.filter(({ type }) => type === 'TaskScheduled').length - tasks
  }
  return world
}

/** A function that throws an error of that name. */
export const failed = (name: string, message: string) => () => {
  throw Object.assign(new Error(message), { name })
}

export function refuse(code: string, message: string): never {
  throw new AwsError(code, message)
}

function job(kind: 'Processing' | 'Training' | 'Transform'): Record<string, Answer> {
  const name = `${kind}JobName`
  return {
    [`Create${kind}Job`]: () => ({ [`${kind}JobArn`]: arn('sagemaker', `${kind.toLowerCase()}-job/j`) }),
    [`Describe${kind}Job`]: (input) => ({
      [name]: input[name],
      [`${kind}JobArn`]: arn('sagemaker', `${kind.toLowerCase()}-job/j`),
      [`${kind}JobStatus`]: 'Completed',
      CreationTime: new Date(0),
    }),
    [`Stop${kind}Job`]: () => ({}),
  }
}

/** Stands for the machine that judges: hands its input to a function. */
const judged = {
  QueryLanguage: 'JSONata',
  StartAt: 'Judge',
  States: {
    Judge: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: arn('lambda', 'function:judgedRollout'), Payload: '{% $states.input %}' },
      Output: '{% $states.result.Payload %}',
      End: true,
    },
  },
}

const refs: Record<string, string> = {
  JudgedRolloutMachine: arn('states', 'stateMachine:judged'),
  Ledger: 'ledger',
  NoticeTopic: arn('sns', 'notices'),
}

function definitionOf(name: string): any {
  const text = readFileSync(new URL(`../../../statemachines/${name}.asl.yaml`, import.meta.url), 'utf8')
  return parse(text, {
    customTags: [
      { tag: '!GetAtt', resolve: (value: string) => arn('lambda', `function:${value.split('.')[0]}`) },
      {
        tag: '!Ref',
        resolve: (value: string) => refs[value] ?? arn('states', 'stateMachine:deploy'),
      },
    ],
  })
}
