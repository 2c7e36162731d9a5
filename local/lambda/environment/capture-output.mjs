import { format } from 'node:util'

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']

/**
 * Sends what the function writes to its log: console calls with time, request id and level in front as the Node.js
 * runtime of Lambda does (or one JSON object each), bare writes to stdout and stderr line by line as they are.
 */
export function captureOutput({ logFormat, logLevel, current, post }) {
  for (const stream of [process.stdout, process.stderr]) {
    let rest = ''
    stream.write = (chunk, encoding, done) => {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop()
      for (const line of lines) post(line)
      const callback = typeof encoding === 'function' ? encoding : done
      if (callback) queueMicrotask(callback)
      return true
    }
  }
  const lowest = LEVELS.indexOf((logLevel ?? 'trace').toLowerCase())
  const writer = logFormat === 'JSON' ? asJson : asText
  const methods = {
    log: 'info',
    info: 'info',
    debug: 'debug',
    trace: 'trace',
    warn: 'warn',
    error: 'error',
    fatal: 'fatal',
  }
  for (const [method, level] of Object.entries(methods))
    console[method] = (...args) => {
      if (LEVELS.indexOf(level) >= lowest) post(writer(level.toUpperCase(), current.requestId, args))
    }
}

function asText(level, requestId, args) {
  return `${new Date().toISOString()}\t${requestId}\t${level}\t${format(...args)}`
}

function asJson(level, requestId, args) {
  const record = { timestamp: new Date().toISOString(), level, requestId }
  const [first] = args
  if (args.length === 1 && typeof first === 'object' && !(first instanceof Error))
    return JSON.stringify({ ...record, message: first })
  const error = args.find((arg) => arg instanceof Error)
  if (error)
    Object.assign(record, { errorType: error.name, errorMessage: error.message, stackTrace: error.stack?.split('\n') })
  return JSON.stringify({ ...record, message: format(...args) })
}
