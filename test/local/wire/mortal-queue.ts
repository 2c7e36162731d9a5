import { killAtPoint } from '#local/faults/kill-point.ts'
import { createSqs } from '#local/sqs/index.ts'
import { serve } from '#test/support/kernel.ts'

// A process with a queue, that ends at the kill point it is told.
const { kernel, client } = await serve({ stateDir: process.argv[2]! })
kernel.register(createSqs(kernel))
await kernel.call('sqs', 'CreateQueue', { QueueName: 'kept' }, kernel.root)
kernel.store.flush()
process.on('message', (n: number) => {
  killAtPoint(n)
  process.send!('armed')
})
process.on('disconnect', () => process.exit(1))
process.send!(client.endpoint)
