import { AwsError } from '../../kernel/aws-error.ts'
import { queueUrl, type SqsContext } from '../context.ts'
import { DEFAULT_ATTRIBUTES, FIFO_ATTRIBUTES, type Queue } from '../queue.ts'
import { checkAttributes, withPlainBooleans } from '../queue-attributes.ts'
import { checkRedrivePolicy } from '../redrive-policy.ts'
import { invalidParameter } from '../sqs-error.ts'

export const createQueue =
  ({ kernel, store }: SqsContext) =>
  (input: any) => {
    const { QueueName: name, tags = {} } = input
    const Attributes = withPlainBooleans(input.Attributes ?? {})
    const fifo = Attributes.FifoQueue === 'true'
    checkName(name, fifo)
    const now = kernel.clock.now()
    const defaults = { ...DEFAULT_ATTRIBUTES, ...(fifo && FIFO_ATTRIBUTES) }
    const queue: Queue = { name, attributes: { ...defaults, ...Attributes }, tags, createdAt: now, modifiedAt: now }
    checkAttributes(Attributes, queue)
    if (Attributes.RedrivePolicy) checkRedrivePolicy(kernel, store, queue, Attributes.RedrivePolicy)
    const known = store.find(name)
    if (!known) store.put(queue)
    else
      for (const [attribute, value] of Object.entries(Attributes))
        if (known.attributes[attribute as keyof typeof known.attributes] !== value)
          throw new AwsError(
            'QueueNameExists',
            `A queue already exists with the same name and a different value for attribute ${attribute}`,
          )
    return { QueueUrl: queueUrl(kernel, name) }
  }

function checkName(name: string, fifo: boolean): void {
  const [, plain = '', suffix] = /^([^.]*)(\.fifo)?$/.exec(name) ?? []
  if (fifo && (!suffix || name.length > 80 || !/^[A-Za-z0-9_-]+$/.test(plain)))
    throw invalidParameter(
      'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.',
    )
  if (!fifo && !/^[A-Za-z0-9_-]{1,80}$/.test(name))
    throw invalidParameter('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.')
}
