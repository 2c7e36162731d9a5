// Plain JavaScript: a worker that has to strip types first starts in 36 to 46 ms instead of 20.
import { getHeapStatistics } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import { captureOutput } from './capture-output.mjs'
import { describeError, NamedError } from './describe-error.mjs'
import { invokeHandler } from './invoke-handler.mjs'
import { loadHandler } from './load-handler.mjs'
import { moveTime, shiftDate } from './shift-date.mjs'

const { taskRoot, handlerName, logFormat, logLevel, time, gate } = workerData

shiftDate(time)
process.cwd = () => taskRoot
const current = { requestId: undefined, now: () => Date.now() }
captureOutput({ logFormat, logLevel, current, post: (text) => parentPort.postMessage({ type: 'log', text }) })

const die = (error) => {
  const described = describeError(error)
  console.error('Uncaught Exception', described.logged)
  parentPort.postMessage({ type: 'failed', error: described.answered })
  process.exit(129)
}
process.on('uncaughtException', die)
process.on('unhandledRejection', (reason) => die(new NamedError('Runtime.UnhandledPromiseRejection', String(reason))))

try {
  const handler = await loadHandler(taskRoot, handlerName)
  parentPort.on('message', async (invocation) => {
    moveTime(invocation.time)
    current.requestId = invocation.context.awsRequestId
    process.env._X_AMZN_TRACE_ID = invocation.traceId
    // One turn of the event loop, so that connections closed while it stood still are not taken for good ones.
    await new Promise((resolve) => setImmediate(resolve))
    try {
      end({ type: 'returned', payload: await invokeHandler(handler, invocation) })
    } catch (error) {
      const described = describeError(error)
      console.error('Invoke Error', described.logged)
      end({ type: 'threw', error: described.answered })
    }
  })
  parentPort.postMessage({ type: 'ready' })
} catch (error) {
  const described = describeError(error)
  console.error('Init Error', described.logged)
  parentPort.postMessage({ type: 'failed', error: described.answered })
  process.exit(1)
}

/** Answers, and stands still: nothing that the handler left behind runs before the next invocation. */
function end(message) {
  const { used_heap_size, external_memory } = getHeapStatistics()
  Atomics.store(gate, 0, 0)
  parentPort.postMessage({ ...message, memory: used_heap_size + external_memory })
  Atomics.wait(gate, 0, 0)
}
