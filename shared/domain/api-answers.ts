import type { ManifestProblem } from '#shared/errors.ts'
import type { AdmissionDecision } from './admit-trigger.ts'
import type { Champion, DecisionItem, RolloutItem, RunItem, Switched, VersionItem } from './ledger-items.ts'
import type { Judged } from './leftovers.ts'
import type { PlannedRequest } from './plan/listed.ts'

/** What the HTTP API answers, as JSON. The functions make these and the command line reads them. */

/** PUT /models/{name} */
export interface ApplyAnswer {
  model: string
  version: string
  /** False when the very same manifest and files were in force already. */
  changed: boolean
}

/** An entry of GET /models */
export interface ModelSummary {
  model: string
  manifestVersion: string
  endpointName: string
  /** The run that is on. */
  run?: string
  champion?: Pick<Champion, 'version' | 'run' | 'metrics' | 'deployedAt'>
  /** The rollout that changes the endpoint now. */
  rollout?: string
  /** How the clock lets it serve, while that is another way than its own. */
  switched?: Switched
}

/** GET /models */
export interface ModelsAnswer {
  models: ModelSummary[]
}

/** GET /models/{name} */
export type ModelAnswer = ModelSummary

/** POST /models/{name}/runs */
export interface RunRequestAnswer {
  /** Id of the trigger that was written down. */
  trigger: string
  /** What became of it. */
  decision: Pick<AdmissionDecision, 'decision' | 'rule' | 'reason' | 'until'>
  /** The run that it started, or the one that it waits for. */
  run?: string
}

/** One page of a list. */
interface Page {
  /** What to send as `before` for the next page; absent on the last one. */
  next?: string
}

/** GET /models/{name}/runs, newest first */
export interface RunsAnswer extends Page {
  runs: RunItem[]
}

/** GET /models/{name}/runs/{run} */
export type RunAnswer = RunItem

/** GET /models/{name}/decisions, newest first */
export interface DecisionsAnswer extends Page {
  decisions: DecisionItem[]
}

/** GET /models/{name}/versions, newest first */
export interface VersionsAnswer extends Page {
  versions: VersionItem[]
}

/** POST /models/{name}/plan */
export interface PlanAnswer {
  requests: PlannedRequest[]
  notes: string[]
}

/** POST /models/{name}/runs/{run}/approval */
export interface ApprovalAnswer {
  model: string
  run: string
  approve: boolean
}

/** GET /models/{name}/rollouts, newest first */
export interface RolloutsAnswer extends Page {
  rollouts: RolloutItem[]
}

/** POST /models/{name}/rollback */
export interface RollbackAnswer {
  model: string
  /** The way back, or the rollout in progress that is ended instead. */
  rollout: string
  ends: boolean
  /** Where it goes, as far as that is certain. */
  version?: number
  reason: string
}

/** POST /models/{name}/switch */
export interface SwitchAnswer {
  model: string
  /** home: as it is deployed. */
  to: 'parked' | 'home'
  /** Whether anything has to be changed for that. */
  begun: boolean
  reason: string
}

/** POST /models/{name}/rollout */
export interface AskRolloutAnswer {
  model: string
  rollout: string
  ask: 'promote' | 'roll-back'
}

/** GET /orphans */
export interface OrphansAnswer {
  resources: (Judged & { runsOn?: string })[]
}

/** POST /models/{name}/scores */
export interface ScoreRequestAnswer {
  model: string
  /** Id of the scoring; the decision about it bears it. */
  score: string
  source: string
}

/** Any of them, with a status of 400 and above. */
export interface ErrorAnswer {
  error: string
  message: string
  problems?: ManifestProblem[]
  reasons?: string[]
}
