import { format } from 'node:util'

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']

/**
 * Sends what the function writes to its log: console calls with time, request id and level in front as the Node.js
 * runtime of Lambda does (or one JSON object each), bare writes to stdout and stderr line by line as they are.
 */
export function captureOutput({ post, ...format }) {
  for (const stream of [process.stdout, process.stderr]) stream.write = lineWriter(post)
  Object.assign(console, consoleMethods({ post, ...format }))
}

/** The `write` of a stream, which posts what it is given line by line. */
export function lineWriter(post) {
  let rest = ''
  return (chunk, encoding, done) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop()
    for (const line of lines) post(line)
    const callback = typeof encoding === 'function' ? encoding : done
    if (callback) queueMicrotask(callback)
    return true
  }
}

/** The methods of `console` that write. */
export function consoleMethods({ logFormat, logLevel, current, post }) {
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
  const writing =
    (level) =>
    (...args) => {
      if (LEVELS.indexOf(level) >= lowest) post(writer(level.toUpperCase(), current, args))
    }
  return Object.fromEntries(Object.entries(methods).map(([method, level]) => [method, writing(level)]))
}

function asText(level, { requestId, now }, args) {
  return `${new Date(now()).toISOString()}\t${requestId}\t${level}\t${format(...args)}`
}

function asJson(level, { requestId, now }, args) {
  const record = { timestamp: new Date(now()).toISOString(), level, requestId }
  const [first] = args
  if (args.length === 1 && typeof first === 'object' && !(first instanceof Error))
    return JSON.stringify({ ...record, message: first })
  const error = args.find((arg) => arg instanceof Error)
  if (error)
    Object.assign(record, { errorType: error.name, errorMessage: error.message, stackTrace: error.stack?.split('\n') })
  return JSON.stringify({ ...record, message: format(...args) })
}
