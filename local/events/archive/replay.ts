export interface Replay {
  ReplayName: string
  ReplayArn: string
  Description?: string
  /** The ARN of the archive. */
  EventSourceArn: string
  Destination: { Arn: string; FilterArns?: string[] }
  State: 'STARTING' | 'RUNNING' | 'CANCELLING' | 'COMPLETED' | 'CANCELLED' | 'FAILED'
  StateReason?: string
  /** Epoch ms, as the others. */
  EventStartTime: number
  EventEndTime: number
  EventLastReplayedTime?: number
  ReplayStartTime: number
  ReplayEndTime?: number
  /** How many events have been brought back. */
  done: number
}

export const isActive = ({ State }: Replay) => State === 'STARTING' || State === 'RUNNING' || State === 'CANCELLING'
