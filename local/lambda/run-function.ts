import { randomBytes } from 'node:crypto'
import type { Kernel } from '../kernel/kernel.ts'
import type { DescribedError, Ended, ExecutionEnvironment } from './environment/execution-environment.ts'
import type { Fleet } from './environment/fleet.ts'
import type { LambdaFunction } from './function.ts'
import { InvocationLog, type Report } from './invocation-log.ts'

const MAX_RESPONSE_BYTES = 6_291_556

export interface Request {
  requestId: string
  payload: string
  /** The ARN that the caller named, with its qualifier. */
  invokedArn?: string
  clientContext?: unknown
}

export interface Outcome {
  payload: string
  functionError?: 'Unhandled'
  logTail: string
}

/** Runs a function once and answers what the caller gets: its result, or what went wrong with it. */
export function runFunction(kernel: Kernel, fleet: Fleet, fn: LambdaFunction, request: Request): Promise<Outcome> {
  const metric = (name: string, value: number, unit: string) =>
    kernel.metric({ namespace: 'AWS/Lambda', name, dimensions: { FunctionName: fn.name }, value, unit })

  return fleet.use(fn, async (environment, cold) => {
    const log = new InvocationLog(kernel, fn, environment.logStream, request.requestId)
    metric('Invocations', 1, 'Count')
    metric('ConcurrentExecutions', fleet.concurrency(fn.name), 'Count')
    if (cold) log.initStart()
    const init = await environment.init
    log.start()
    const started = performance.now()
    const ended =
      init === 'ready' ? await environment.invoke(invocation(kernel, fn, request, environment), log.write) : init
    const duration = performance.now() - started
    const answer = answerOf(ended, request.requestId)
    if (ended.kind === 'timeout')
      log.write(`${kernel.clock.date().toISOString()} ${request.requestId} ${timedOut(ended.seconds)}`)
    if (ended.kind === 'exited') log.write(`RequestId: ${request.requestId} Error: ${ended.reason}\nRuntime.ExitError`)
    log.end({
      duration,
      memoryMb: 'memory' in ended ? Math.min(Math.ceil(ended.memory / 2 ** 20), fn.memorySize) : fn.memorySize,
      initDuration: cold ? environment.initDuration : undefined,
      status: statusOf(ended),
    })
    metric('Duration', duration, 'Milliseconds')
    metric('Errors', answer.functionError ? 1 : 0, 'Count')
    return { ...answer, logTail: log.tail }
  })
}

function invocation(kernel: Kernel, fn: LambdaFunction, request: Request, environment: ExecutionEnvironment) {
  const seconds = Math.floor(kernel.clock.now() / 1000).toString(16)
  return {
    payload: request.payload,
    traceId: `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`,
    context: {
      functionVersion: '$LATEST',
      functionName: fn.name,
      memoryLimitInMB: String(fn.memorySize),
      logGroupName: fn.logging.LogGroup,
      logStreamName: environment.logStream,
      clientContext: request.clientContext,
      identity: undefined,
      invokedFunctionArn: request.invokedArn ?? fn.arn,
      awsRequestId: request.requestId,
    },
  }
}

function answerOf(ended: Ended, requestId: string): { payload: string; functionError?: 'Unhandled' } {
  const failed = (error: DescribedError) => ({ payload: JSON.stringify(error), functionError: 'Unhandled' as const })
  switch (ended.kind) {
    case 'returned': {
      const bytes = Buffer.byteLength(ended.payload)
      if (bytes <= MAX_RESPONSE_BYTES) return { payload: ended.payload }
      return failed({
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
      })
    }
    case 'threw':
    case 'failed':
      return failed(ended.error)
    case 'exited':
      return failed({ errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${ended.reason}` })
    case 'timeout':
      return failed({
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${requestId} Error: ${timedOut(ended.seconds)}`,
      })
  }
}

const timedOut = (seconds: number) => `Task timed out after ${seconds.toFixed(2)} seconds`

function statusOf(ended: Ended): Report['status'] {
  if (ended.kind === 'returned') return 'success'
  return ended.kind === 'timeout' ? 'timeout' : 'error'
}
