import { AsyncResource } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import type { Kernel } from '../kernel/kernel.ts'
import { count, countForAccount } from './count.ts'
import { type DescribedError, type Ended, type Environment, INIT_SECONDS } from './environment/environment.ts'
import type { Fleet } from './environment/fleet.ts'
import type { FunctionVersion } from './function.ts'
import { InvocationLog } from './invocation-log.ts'

const MAX_RESPONSE_BYTES = 6_291_556

export interface Request {
  requestId: string
  payload: string
  /** What the caller named, beside the function. */
  qualifier?: string
  clientContext?: unknown
}

export interface Outcome {
  payload: string
  functionError?: 'Unhandled'
  /** The version that ran. */
  version: string
  logTail: string
}

/** Runs a function once and answers what the caller gets: its result, or what went wrong with it. */
export function runFunction(kernel: Kernel, fleet: Fleet, fn: FunctionVersion, request: Request): Promise<Outcome> {
  const counted = { name: fn.name, qualifier: request.qualifier }
  return fleet.use(fn, counted, async (environment, cold) => {
    const log = new InvocationLog(kernel, fn, environment.logStream, request.requestId)
    count(kernel, counted, 'Invocations', 1)
    kernel.metric({
      namespace: 'AWS/Lambda',
      name: 'ConcurrentExecutions',
      dimensions: { FunctionName: fn.name },
      value: fleet.concurrency.of(fn.name),
      unit: 'Count',
    })
    countForAccount(kernel, 'ConcurrentExecutions', fleet.concurrency.inAccount)
    countForAccount(kernel, 'UnreservedConcurrentExecutions', fleet.concurrency.unreserved)
    const initDuration = cold ? await coldStart(environment, log) : undefined
    const started = environment.now()
    const ended = await run(kernel, fn, request, environment, log)
    const duration = environment.now() - started
    const { functionError, payload } = answerOf(ended, request.requestId)
    if (ended.kind === 'timeout')
      log.write(`${kernel.clock.date().toISOString()} ${request.requestId} ${timedOut(ended.seconds)}`)
    if (ended.kind === 'exited') log.write(`RequestId: ${request.requestId} Error: ${ended.reason}\nRuntime.ExitError`)
    log.end({ duration, memoryBytes: 'memory' in ended ? ended.memory : undefined, initDuration, ...statusOf(ended) })
    count(kernel, counted, 'Duration', duration, 'Milliseconds')
    count(kernel, counted, 'Errors', functionError ? 1 : 0)
    return { payload, functionError, version: fn.version, logTail: log.tail }
  })
}

/** The init phase, which has ten seconds of its own; resolves to the milliseconds that it took. */
async function coldStart(environment: Environment, log: InvocationLog): Promise<number | undefined> {
  log.initStart()
  const ended = await environment.boot(INIT_SECONDS, log.write)
  if (ended === 'ready') return environment.initDuration
  log.initReport('init', environment.initDuration, statusOf(ended))
  return undefined
}

/** The invoke phase. What failed to load in the init phase is loaded once more, now within the function's timeout. */
async function run(
  kernel: Kernel,
  fn: FunctionVersion,
  request: Request,
  environment: Environment,
  log: InvocationLog,
): Promise<Ended> {
  const deadline = environment.now() + fn.timeout * 1000
  if (environment.gone) {
    const ended = await environment.boot(fn.timeout, log.write)
    if (ended !== 'ready') {
      log.initReport('invoke', environment.initDuration, statusOf(ended))
      log.start()
      return ended
    }
  }
  log.start()
  const invoked = invocation(kernel, fn, request, environment)
  return kernel.clock.during(async () => {
    const forget = kernel.faults.running(invoked.traceId, {
      crash: () => environment.terminate(),
      idle: AsyncResource.bind((wait) => kernel.clock.idle(wait)),
    })
    try {
      return await environment.invoke(invoked, deadline, log.write)
    } finally {
      forget()
    }
  })
}

function invocation(kernel: Kernel, fn: FunctionVersion, request: Request, environment: Environment) {
  const seconds = Math.floor(kernel.clock.now() / 1000).toString(16)
  return {
    payload: request.payload,
    traceId: `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`,
    context: {
      functionVersion: fn.version,
      functionName: fn.name,
      memoryLimitInMB: String(fn.memorySize),
      logGroupName: fn.logging.LogGroup,
      logStreamName: environment.logStream,
      clientContext: request.clientContext,
      identity: undefined,
      invokedFunctionArn: request.qualifier ? `${fn.arn}:${request.qualifier}` : fn.arn,
      awsRequestId: request.requestId,
    },
  }
}

function answerOf(ended: Ended, requestId: string): { payload: string; functionError?: 'Unhandled' } {
  const failed = (error: DescribedError) => ({ payload: JSON.stringify(error), functionError: 'Unhandled' as const })
  switch (ended.kind) {
    case 'returned':
      return Buffer.byteLength(ended.payload) <= MAX_RESPONSE_BYTES
        ? { payload: ended.payload }
        : failed({ errorMessage: TOO_LARGE, errorType: 'Function.ResponseSizeTooLarge' })
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

const TOO_LARGE = `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`

const timedOut = (seconds: number) => `Task timed out after ${seconds.toFixed(2)} seconds`

function statusOf(ended: Ended): { status: 'success' | 'error' | 'timeout'; errorType?: string } {
  switch (ended.kind) {
    case 'returned':
      return { status: 'success' }
    case 'timeout':
      return { status: 'timeout' }
    case 'exited':
      return { status: 'error', errorType: ended.outOfMemory ? 'Runtime.OutOfMemory' : 'Runtime.ExitError' }
    case 'failed':
      return { status: 'error', errorType: ended.error.errorType }
    case 'threw':
      return { status: 'error' }
  }
}
