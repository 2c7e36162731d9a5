import { NamedError } from './describe-error.mjs'

/** Not `Date`: it may be shifted, or replaced by the function itself. */
const machineTime = () => performance.now()

/** Calls the handler with the event and its context; resolves to the response as JSON text. */
export async function invokeHandler(handler, { payload, context, timeout }, now = machineTime) {
  const event = JSON.parse(payload)
  const deadline = now() + timeout
  const getRemainingTimeInMillis = () => Math.max(0, Math.floor(deadline - now()))
  const facts = { ...context, callbackWaitsForEmptyEventLoop: true, getRemainingTimeInMillis }
  const response = handler.length >= 3 ? await callBack(handler, event, facts) : await handler(event, facts)
  return serialise(response)
}

function callBack(handler, event, context) {
  return new Promise((resolve, reject) => {
    const callback = (error, response) => (error === null || error === undefined ? resolve(response) : reject(error))
    const returned = handler(event, context, callback)
    if (typeof returned?.then === 'function') returned.then(resolve, reject)
  })
}

function serialise(response) {
  try {
    return JSON.stringify(response === undefined ? null : response) ?? 'null'
  } catch (error) {
    throw new NamedError('Runtime.MarshalError', `Unable to stringify response body: ${error.message}`)
  }
}
