import { setTimeout as pause } from 'node:timers/promises'
import { DescribeEndpointCommand, type SageMakerClient } from '@aws-sdk/client-sagemaker'
import type { ModelAnswer, RolloutsAnswer, RunAnswer } from '#shared/domain/api-answers.ts'
import type { RolloutItem } from '#shared/domain/ledger-items.ts'
import { CliError } from '../cli-error.ts'
import { type Clients, MODEL } from './clients.ts'

/** Often enough that no weight comes and goes unseen: the runtime's time hurries only between the answers. */
const LOOK_MS = 120
/** While it is trained there is nothing to see. */
const WAIT_MS = 300
const PATIENCE_MS = 240_000

/** How far a rollout is, as the ledger and the endpoint say it. */
export interface Stand {
  run: RunAnswer
  rollout: RolloutItem
  /** Per cent of the traffic that the new version gets. */
  weight: number
  /** What SageMaker says of its instances, while it has something to say. */
  doing?: string
}

export interface RolloutResult {
  type: RolloutItem['type']
  /** How often the new version was given more traffic. */
  steps: number
  verdict: 'advance' | 'roll-back' | 'none'
  servedVersion: number | null
}

/** Follows a run's rollout until the run is over; `onStand` is told each time that it was looked at. */
export async function followRollout(
  { api, sagemaker }: Pick<Clients, 'api' | 'sagemaker'>,
  { run }: RunAnswer,
  endpointName: string,
  onStand: (stand: Stand) => void,
): Promise<{ result: RolloutResult; run: RunAnswer; rollout: RolloutItem }> {
  const deadline = performance.now() + PATIENCE_MS
  const weights = [0]
  let rollout: RolloutItem | undefined
  for (;;) {
    const now = await api.request<RunAnswer>('GET', ['models', MODEL, 'runs', run])
    const { rollouts } = await api.request<RolloutsAnswer>('GET', ['models', MODEL, 'rollouts'])
    rollout = rollouts.find((one) => one.run === run)
    if (rollout) {
      const stand = { run: now, rollout, ...(await trafficOf(sagemaker, endpointName, rollout)) }
      if (stand.weight > weights.at(-1)!) weights.push(stand.weight)
      onStand(stand)
    }
    if (now.endedAt) {
      if (!rollout) throw new CliError(`run ${run} ended ${now.status} before it asked for traffic: ${now.reason}`)
      const { champion } = await api.request<ModelAnswer>('GET', ['models', MODEL])
      const servedVersion = champion?.version ?? null
      const result = { type: rollout.type, steps: weights.length - 1, verdict: verdictOf(rollout), servedVersion }
      return { result, run: now, rollout }
    }
    if (performance.now() > deadline)
      throw new CliError(`the rollout of ${run} did not end within ${PATIENCE_MS / 1000} seconds`)
    await pause(rollout ? LOOK_MS : WAIT_MS)
  }
}

/** What became of it, in the words of its checks. */
export function verdictOf({ phase }: Pick<RolloutItem, 'phase'>): RolloutResult['verdict'] {
  if (phase === 'watching' || phase === 'kept') return 'advance'
  return phase === 'rolled-back' ? 'roll-back' : 'none'
}

/** SageMaker's guardrails move traffic by instances, from one fleet to another; a judged rollout by weights within one. */
async function trafficOf(
  sagemaker: SageMakerClient,
  EndpointName: string,
  { challenger }: RolloutItem,
): Promise<Pick<Stand, 'weight' | 'doing'>> {
  const endpoint = await sagemaker.send(new DescribeEndpointCommand({ EndpointName }))
  const variants = endpoint.ProductionVariants ?? []
  const beside = variants.find(({ VariantName }) => VariantName === 'challenger')
  if (beside) {
    const all = variants.reduce((sum, { CurrentWeight = 0 }) => sum + CurrentWeight, 0)
    return { weight: all === 0 ? 0 : Math.round((100 * (beside.CurrentWeight ?? 0)) / all) }
  }
  const [coming] = endpoint.PendingDeploymentSummary?.ProductionVariants ?? []
  if (coming && endpoint.PendingDeploymentSummary?.EndpointConfigName === challenger.configName) {
    const { CurrentInstanceCount: takes = 0, DesiredInstanceCount: wanted = 0, VariantStatus: [status] = [] } = coming
    const weight = wanted === 0 ? 0 : Math.round((100 * takes) / wanted)
    return { weight, ...(status?.StatusMessage && { doing: status.StatusMessage }) }
  }
  return { weight: endpoint.EndpointConfigName === challenger.configName ? 100 : 0 }
}
