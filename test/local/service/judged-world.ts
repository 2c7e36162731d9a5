import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { backNotice } from '#shared/domain/back-notice.ts'
import { lambdaOf, openRoom, type Room, serviceOf } from '#test/local/stepfunctions/machine-room.ts'

type Answer = (input: any) => unknown

export interface JudgedWorld {
  room: Room
  /** Requests to SageMaker but for those that look, in order. */
  sent: { operation: string; input: any }[]
  called: { name: string; payload: any }[]
  told: any[]
  /** What the checks answer, one after the other; the last one is repeated. */
  steps: object[]
  sagemaker: Record<string, Answer>
  functions: Record<string, Answer>
  endpoint: { configName: string; counts: Record<string, number> }
  /** Whether something scales it. */
  scales: boolean
  run(input?: object, milliseconds?: number): ReturnType<Room['finished']>
}

export const order = {
  model: 'penguins',
  run: 'run-1',
  rollout: 'run-1-1',
  endpointName: 'trimtab-dev-penguins',
  champion: { version: 1, modelName: 'old', configName: 'old-config' },
  challenger: { modelName: 'new' },
  configs: {
    shadow: configOf('shadow', ['main'], ['challenger']),
    judged: {
      ...configOf('judged', ['main', 'challenger']),
      DataCaptureConfig: {
        EnableCapture: true,
        InitialSamplingPercentage: 100,
        DestinationS3Uri: 's3://bucket/capture/penguins/',
        CaptureOptions: [{ CaptureMode: 'Output' }],
      },
    },
    final: configOf('final', ['main']),
  },
  settings: { weights: [10, 50] },
  hooks: [
    { at: 'before', url: 'https://before', timeout: '10s' },
    { at: 'after', url: 'https://after', timeout: '10s' },
  ],
  endpointTimeoutSeconds: 3600,
}

const arn = (kind: string, name: string) => `arn:aws:${kind}:ap-southeast-1:000000000000:${name}`

/** The machines of a judged rollout as the repository has them, and a SageMaker that does everything at once. */
export async function openJudgedWorld(...steps: object[]): Promise<JudgedWorld> {
  const world = { sent: [], called: [], told: [], steps, scales: false } as unknown as JudgedWorld
  world.endpoint = { configName: 'old-config', counts: { main: 3 } }
  world.sagemaker = {
    CreateEndpointConfig: () => ({ EndpointConfigArn: arn('sagemaker', 'endpoint-config/c') }),
    UpdateEndpoint: ({ EndpointConfigName }) => {
      world.endpoint.configName = EndpointConfigName
      return { EndpointArn: arn('sagemaker', 'endpoint/e') }
    },
    UpdateEndpointWeightsAndCapacities: () => ({ EndpointArn: arn('sagemaker', 'endpoint/e') }),
    DescribeEndpoint: ({ EndpointName }) => ({
      EndpointName,
      EndpointArn: arn('sagemaker', 'endpoint/e'),
      EndpointConfigName: world.endpoint.configName,
      EndpointStatus: 'InService',
      ProductionVariants: Object.entries(world.endpoint.counts).map(([VariantName, DesiredInstanceCount]) => ({
        VariantName,
        DesiredInstanceCount,
      })),
      CreationTime: new Date(0),
      LastModifiedTime: new Date(0),
    }),
  }
  world.functions = {
    callHook: () => ({ veto: false }),
    advanceRollout: () => {
      const step = world.steps.length > 1 ? world.steps.shift()! : world.steps[0]!
      return { intervalSeconds: 60, reason: 'because', evidence: { verdict: 'x' }, ...step }
    },
    awaitEndpoint: ({ taskToken }) => world.room.call('SendTaskSuccess', { taskToken, output: '{}' }),
    holdScaling: ({ coming }) => {
      const { configName, counts } = world.endpoint
      const most = Math.max(0, ...Object.values(counts))
      return { serves: configName, status: 'InService', held: world.scales, size: counts['main'] ?? 0, most, coming }
    },
    settleScaling: () => ({ changes: 1 }),
    endRollout: ({ reason, because }) => ({ reason, evidence: { ended: true }, what: backNotice(because) }),
  }
  const sagemaker = Object.fromEntries(
    Object.keys(world.sagemaker).map((operation) => [
      operation,
      (input: any) => {
        if (operation !== 'DescribeEndpoint') world.sent.push({ operation, input })
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
  const Publish = (input: any) => {
    world.told.push({ ...JSON.parse(input.Message), subject: input.Subject })
    return { MessageId: 'm' }
  }
  world.room = openRoom([lambdaOf(functions), serviceOf('sagemaker', sagemaker), serviceOf('sns', { Publish })])
  await world.room.create(definitionOf('judge-step'), { name: 'judge-step' })
  const machine = await world.room.create(definitionOf('judged-rollout'), { name: 'judged-rollout' })
  world.run = async (input = order, milliseconds = 3 * 3_600_000) => {
    const execution = await world.room.start(machine, input, 'rollout')
    await world.room.clock.advance(milliseconds)
    return world.room.finished(execution)
  }
  return world
}

function configOf(name: string, variants: string[], shadows?: string[]) {
  const all = (names: string[]) =>
    names.map((VariantName) => ({
      VariantName,
      ModelName: VariantName,
      InitialInstanceCount: 1,
      InstanceType: 'ml.m5.large',
    }))
  return {
    EndpointConfigName: name,
    ProductionVariants: all(variants),
    ...(shadows && { ShadowProductionVariants: all(shadows) }),
  }
}

function definitionOf(name: string): any {
  const text = readFileSync(new URL(`../../../statemachines/${name}.asl.yaml`, import.meta.url), 'utf8')
  return parse(text, {
    merge: true,
    customTags: [
      { tag: '!GetAtt', resolve: (value: string) => arn('lambda', `function:${value.split('.')[0]}`) },
      {
        tag: '!Ref',
        resolve: (value: string) =>
          value === 'NoticeTopic' ? arn('sns', 'notices') : arn('states', 'stateMachine:judge-step'),
      },
    ],
  })
}
