import {
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { config } from '#shared/config.ts'

const client = new SFNClient({})

export interface RunInput {
  model: string
  run: string
  manifestVersion: string
}

/** Starts the run's execution, named after the run, unless it was started before; answers its ARN. */
export async function startRun(input: RunInput): Promise<string> {
  return (await startOnce(config.lifecycleMachine(), input.run, input)) ?? executionArnOf(input.run)
}

export interface RollbackInput {
  model: string
  rollout: string
  reason: string
  evidence: Record<string, unknown>
  by: string
  /** The version to go back to; the one that served before when there is none. */
  to?: number
  /** The champion is to serve, and nothing is to be done when it does. */
  restore?: boolean
  /** The endpoint config that is to serve no longer; nothing is to be done once something else does. */
  from?: string
}

/** Starts a way back, named after its id; answers whether it is on. One that has ended is not begun again. */
export async function startRollback(input: RollbackInput): Promise<boolean> {
  return (await startOnce(config.rollbackMachine(), input.rollout, input)) !== undefined
}

/** Starts the change of the way in which a line serves, named after its id, unless it was started before. */
export async function startSwitch(input: { model: string; switch: string }): Promise<void> {
  await startOnce(config.switchMachine(), input.switch, input)
}

export interface ScoringInput {
  model: string
  score: string
  by: string
  at: string
  source?: string
}

/** Starts the scoring of files, named after its id, unless it was started before. */
export async function startScoring(input: ScoringInput): Promise<void> {
  await startOnce(config.scoreMachine(), input.score, input)
}

/** Answers the ARN of the execution; undefined when one of that name was started before with another input, or ended. */
async function startOnce(stateMachineArn: string, name: string, input: object): Promise<string | undefined> {
  try {
    const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) })
    return (await client.send(command)).executionArn
  } catch (error) {
    if (error instanceof Error && error.name === 'ExecutionAlreadyExists') return undefined
    throw error
  }
}

export interface ExecutionState {
  status: string
  endedAt?: string
  error?: string
  cause?: string
}

/** How a run's execution stands; undefined when there is none. */
export function readExecution(run: string): Promise<ExecutionState | undefined> {
  return readExecutionAt(executionArnOf(run))
}

export async function readExecutionAt(executionArn: string): Promise<ExecutionState | undefined> {
  try {
    const execution = await client.send(new DescribeExecutionCommand({ executionArn }))
    const { status, stopDate, error, cause } = execution
    return { status: status!, endedAt: stopDate?.toISOString(), error, cause }
  } catch (error) {
    if (error instanceof Error && error.name === 'ExecutionDoesNotExist') return undefined
    throw error
  }
}

export function executionArnOf(run: string): string {
  return `${config.lifecycleMachine().replace(':stateMachine:', ':execution:')}:${run}`
}

/** Resumes a waiting task; answers whether it still waited. */
export function resume(taskToken: string, output: unknown): Promise<boolean> {
  return stillWaited(client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) })))
}

/** Fails a waiting task with an error that its machine can catch; answers whether it still waited. */
export function failTask(taskToken: string, error: string, cause: string): Promise<boolean> {
  return stillWaited(client.send(new SendTaskFailureCommand({ taskToken, error, cause: cause.slice(0, 32_768) })))
}

const noLongerWaits = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken']

async function stillWaited(answer: Promise<unknown>): Promise<boolean> {
  try {
    await answer
    return true
  } catch (error) {
    if (error instanceof Error && noLongerWaits.includes(error.name)) return false
    throw error
  }
}
