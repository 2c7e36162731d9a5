/** One thing wrong with a manifest, at the place where it is wrong. Lines and columns count from 1. */
export interface ManifestProblem {
  line: number
  column: number
  /** Dotted path of the value, such as `train.spot.maxWait` or `evaluate.metrics[0].name`; empty for the document. */
  path: string
  found: string
  expected: string
  message: string
}

/** The names of all errors that are meant for a reader: API answers and state machines match on `name`. */
export type ErrorName =
  | 'ManifestInvalid'
  | 'PlanRefused'
  | 'RequestInvalid'
  | 'EventInvalid'
  | 'ModelNotFound'
  | 'RunNotFound'
  | 'RunConflict'
  | 'RolloutInProgress'
  | 'LineAway'
  | 'SwitchRefused'
  | 'RolloutConflict'
  | 'RollbackRefused'
  | 'RolloutNotFound'
  | 'HookVetoed'
  | 'AlarmsMissing'
  | 'AlarmsRaised'
  | 'ScoringRefused'
  | 'DataRefused'
  | 'SmokeTestFailed'
  | 'EndpointUnsteady'
  | 'EndpointGone'
  | 'EndpointMoving'
  | 'ScalingUnsettled'

/** An error whose message is written for the person who has to act on it. `status` is its HTTP status. */
export class TrimtabError extends Error {
  readonly status: number
  constructor(name: ErrorName, message: string, status: number, options?: ErrorOptions) {
    super(message, options)
    this.name = name
    this.status = status
  }
}

/** The manifest is not one; `problems` lists everything that is wrong with it, in the order of the file. */
export class ManifestInvalid extends TrimtabError {
  readonly fileName: string
  readonly problems: ManifestProblem[]
  constructor(fileName: string, problems: ManifestProblem[]) {
    const lines = problems.map(({ line, column, message }) => `${fileName}:${line}:${column} ${message}`)
    super('ManifestInvalid', lines.join('\n'), 400)
    this.fileName = fileName
    this.problems = problems
  }
}

/** No plan can be made from this manifest and these facts; nothing was sent. */
export class PlanRefused extends TrimtabError {
  readonly reasons: string[]
  constructor(reasons: string[]) {
    super('PlanRefused', reasons.join('; '), 409)
    this.reasons = reasons
  }
}

/** A request to the API that cannot be understood. */
export class RequestInvalid extends TrimtabError {
  constructor(message: string, options?: ErrorOptions) {
    super('RequestInvalid', message, 400, options)
  }
}

/** An event that is not what its rule promises; it goes to the dead-letter queue. */
export class EventInvalid extends TrimtabError {
  constructor(message: string, options?: ErrorOptions) {
    super('EventInvalid', message, 400, options)
  }
}

export class ModelNotFound extends TrimtabError {
  constructor(model: string) {
    super('ModelNotFound', `no model line is called ${JSON.stringify(model)}`, 404)
  }
}

export class RunNotFound extends TrimtabError {
  constructor(model: string, run: string) {
    super('RunNotFound', `model line ${model} has no run ${JSON.stringify(run)}`, 404)
  }
}

/** The run is not in a state in which this can be done, such as an approval for a run that waits for none. */
export class RunConflict extends TrimtabError {
  constructor(message: string) {
    super('RunConflict', message, 409)
  }
}

/** Another rollout or rollback changes the endpoint; the machine tries again. */
export class RolloutInProgress extends TrimtabError {
  constructor(model: string, what: string) {
    super('RolloutInProgress', `the endpoint of ${model} is changed by ${what}`, 409)
  }
}

/** The clock has the line parked or served in another way; the machine tries again until it is back. */
export class LineAway extends TrimtabError {
  constructor(model: string, to: string, since: string) {
    super('LineAway', `the clock has ${model} ${to} since ${since}; it takes no new version until it is back`, 409)
  }
}

/** What serves must not be changed by the clock, or cannot. */
export class SwitchRefused extends TrimtabError {
  constructor(model: string, to: string, reason: string) {
    super('SwitchRefused', `${model} is not switched to ${to}: ${reason}`, 409)
  }
}

/** The rollout is not in a state in which this can be asked of it. */
export class RolloutConflict extends TrimtabError {
  constructor(message: string) {
    super('RolloutConflict', message, 409)
  }
}

/** There is no version that the endpoint could go back to; the message says what was looked at. */
export class RollbackRefused extends TrimtabError {
  constructor(message: string) {
    super('RollbackRefused', message, 409)
  }
}

export class RolloutNotFound extends TrimtabError {
  constructor(model: string, rollout: string) {
    super('RolloutNotFound', `model line ${model} has no rollout ${JSON.stringify(rollout)}`, 404)
  }
}

/** Somebody else said no to a rollout. */
export class HookVetoed extends TrimtabError {
  constructor(message: string) {
    super('HookVetoed', message, 409)
  }
}

/** An alarm that is to watch a rollout is not there, or not yet; nothing was changed. */
export class AlarmsMissing extends TrimtabError {
  constructor(message: string) {
    super('AlarmsMissing', message, 409)
  }
}

/** An alarm that is to watch a rollout is raised before anything was changed. */
export class AlarmsRaised extends TrimtabError {
  constructor(message: string) {
    super('AlarmsRaised', message, 409)
  }
}

/** Files cannot be scored; the reasons say why. */
export class ScoringRefused extends TrimtabError {
  readonly reasons: string[]
  constructor(reasons: string[]) {
    super('ScoringRefused', reasons.join('; '), 409)
    this.reasons = reasons
  }
}

/** The data cannot be learned from; the message says which file and why. */
export class DataRefused extends TrimtabError {
  constructor(message: string, options?: ErrorOptions) {
    super('DataRefused', message, 422, options)
  }
}

/** The endpoint answered the smoke test implausibly, or not at all. */
export class SmokeTestFailed extends TrimtabError {
  readonly reasons: string[]
  constructor(reasons: string[]) {
    super('SmokeTestFailed', reasons.join('; '), 422)
    this.reasons = reasons
  }
}

/** The endpoint could not answer just now; asked again it may. */
export class EndpointUnsteady extends TrimtabError {
  constructor(message: string) {
    super('EndpointUnsteady', message, 503)
  }
}

/** There is no endpoint where one was to be changed. */
export class EndpointGone extends TrimtabError {
  constructor(endpoint: string) {
    super('EndpointGone', `there is no endpoint ${endpoint} any more`, 409)
  }
}

/** The endpoint is on its way to another size, and takes no update until it is there; the machine tries again. */
export class EndpointMoving extends TrimtabError {
  constructor(endpoint: string, status: string) {
    super('EndpointMoving', `the endpoint ${endpoint} is ${status}`, 409)
  }
}

/** What scales an endpoint is not what it should be, although it was just made so; the machine tries again. */
export class ScalingUnsettled extends TrimtabError {
  constructor(reasons: string[]) {
    super('ScalingUnsettled', reasons.join('; '), 409)
  }
}
