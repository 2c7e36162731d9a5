/** Messages on their way out of a dead-letter queue. */
export interface MoveTask {
  id: string
  sourceArn: string
  /** Without it each message goes back to the queue that gave it up. */
  destinationArn?: string
  perSecond?: number
  status: 'RUNNING' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED' | 'FAILED'
  failureReason?: string
  moved: number
  toMove: number
  /** Epoch ms. */
  startedAt: number
}

export const handleOf = ({ id, sourceArn }: MoveTask) =>
  Buffer.from(JSON.stringify({ taskId: id, sourceArn })).toString('base64')

/** What a task handle says; undefined for what is none. */
export function parseHandle(handle: string): { taskId: string; sourceArn: string } | undefined {
  try {
    const { taskId, sourceArn } = JSON.parse(Buffer.from(handle, 'base64').toString())
    return typeof taskId === 'string' && typeof sourceArn === 'string' ? { taskId, sourceArn } : undefined
  } catch {
    return undefined
  }
}
