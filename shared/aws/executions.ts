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
  const command = { stateMachineArn: config.lifecycleMachine(), name: input.run, input: JSON.stringify(input) }
  try {
    const { executionArn } = await client.send(new StartExecutionCommand(command))
    return executionArn!
  } catch (error) {
    if (error instanceof Error && error.name === 'ExecutionAlreadyExists') return executionArnOf(input.run)
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
export async function readExecution(run: string): Promise<ExecutionState | undefined> {
  try {
    const execution = await client.send(new DescribeExecutionCommand({ executionArn: executionArnOf(run) }))
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
