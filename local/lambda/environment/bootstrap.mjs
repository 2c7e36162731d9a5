// Plain JavaScript: a worker that has to strip types first starts in 36 to 46 ms instead of 20.
import { getHeapStatistics } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import { captureOutput } from './capture-output.mjs'
import { describeError, NamedError } from './describe-error.mjs'
import { invokeHandler } from './invoke-handler.mjs'
import { loadHandler } from './load-handler.mjs'
import { moveTime, shiftDate } from './shift-date.mjs'

const { taskRoot, handlerName, logFormat, logLevel, now } = workerData

shiftDate(now)
process.cwd = () => taskRoot
const current = { requestId: undefined }
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
    moveTime(invocation.now)
    current.requestId = invocation.context.awsRequestId
    process.env._X_AMZN_TRACE_ID = invocation.traceId
    try {
      const payload = await invokeHandler(handler, invocation)
      parentPort.postMessage({ type: 'returned', payload, memory: memoryUsed() })
    } catch (error) {
      const described = describeError(error)
      console.error('Invoke Error', described.logged)
      parentPort.postMessage({ type: 'threw', error: described.answered, memory: memoryUsed() })
    }
  })
  parentPort.postMessage({ type: 'ready' })
} catch (error) {
  const described = describeError(error)
  console.error('Init Error', described.logged)
  parentPort.postMessage({ type: 'failed', error: described.answered })
  process.exit(1)
}

function memoryUsed() {
  const { used_heap_size, external_memory } = getHeapStatistics()
  return used_heap_size + external_memory
}
