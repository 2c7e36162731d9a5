import type { ExecutionRecord } from './engine/records.ts'

/** What an execution was given and came to. A timed-out one has a status and no error. */
export const describeData = ({ status, input, output, error, cause }: ExecutionRecord) => ({
  status,
  input,
  inputDetails: { included: true },
  ...(output !== undefined && { output, outputDetails: { included: true } }),
  ...(error !== undefined && { error }),
  ...(cause !== undefined && { cause }),
})
