import * as z from 'zod/mini'

/** Our own message: look again at what waits for this model line, at this time. */
export const wake = z.object({ model: z.string(), at: z.string() })

export type Wake = z.output<typeof wake>

/** A batch from SQS. */
export const wakeBatch = z.object({
  Records: z.array(z.object({ messageId: z.string(), body: z.string(), eventSource: z.literal('aws:sqs') })),
})
