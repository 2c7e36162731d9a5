import { startLocal } from '#cli/runtime/start-local.ts'
import { RealClock } from '#local/clock/real-clock.ts'
import { killAtPoint } from '#local/faults/kill-point.ts'
import type { IamService } from '#local/iam/index.ts'

/** What the process is told on its command line, as JSON. */
export interface ProcessOptions {
  stateDir: string
  port: number
  /** So many times faster than the world, since `origin` (epoch ms). */
  scale: number
  origin: number
  /** Ends at that kill point; 0 for never. Later ones come as messages. */
  killAt: number
}

const { stateDir, port, scale, origin, killAt }: ProcessOptions = JSON.parse(process.argv[2]!)
process.on('message', (n: number) => killAtPoint(n))
// A runtime whose test is gone has nobody left to stop it.
process.on('disconnect', () => process.exit(1))
killAtPoint(killAt)
const { endpoint, apiUrl, bucket, outputs, kernel } = await startLocal({
  stateDir,
  port,
  clock: new RealClock(scale, origin),
})
// The caller of the test lets Lambda, Scheduler and Step Functions send to its queue.
const iam = kernel.service('iam') as IamService
iam.putRole({
  RoleName: 'caller',
  AssumeRolePolicyDocument: {
    Version: '2012-10-17',
    Statement: ['lambda.amazonaws.com', 'scheduler.amazonaws.com', 'states.amazonaws.com'].map((Service) => ({
      Effect: 'Allow',
      Principal: { Service },
      Action: 'sts:AssumeRole',
    })),
  },
  policies: {
    send: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }] },
  },
})
process.send!({ endpoint, apiUrl, bucket, outputs })
