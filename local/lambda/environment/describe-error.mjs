/** An error whose type is not its class's name, as the runtime's own are. */
export class NamedError extends Error {
  constructor(name, message) {
    super(message)
    this.name = name
  }
}

/** What a failed invocation answers, and what its log shows: the same with the error's own members. */
export function describeError(error) {
  if (!(error instanceof Error) && !(error?.name && error?.message && error?.stack)) {
    const answered = { errorType: typeof error, errorMessage: String(error), trace: [] }
    return { answered, logged: JSON.stringify(answered) }
  }
  const answered = {
    errorType: error.name,
    errorMessage: error.message,
    trace: String(error.stack ?? '').split('\n'),
  }
  return { answered, logged: logged(error, answered) }
}

function logged(error, { errorType, errorMessage, trace }) {
  try {
    return JSON.stringify({ errorType, errorMessage, ...error, stack: trace })
  } catch {
    return JSON.stringify({ errorType, errorMessage, stack: trace })
  }
}
