import { AwsError } from '../../kernel/aws-error.ts'
import { queueUrl, type SqsContext } from '../context.ts'
import { DEFAULT_ATTRIBUTES } from '../queue.ts'
import { checkAttributes } from '../queue-attributes.ts'

export const createQueue =
  ({ kernel, store }: SqsContext) =>
  (input: any) => {
    const { QueueName: name, Attributes = {}, tags = {} } = input
    if (name.endsWith('.fifo') || Attributes.FifoQueue === 'true')
      throw new AwsError('UnsupportedOperation', `The local runtime serves standard queues only, not FIFO (${name}).`)
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(name))
      throw new AwsError(
        'InvalidParameterValue',
        'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.',
      )
    checkAttributes(Attributes)
    const known = store.find(name)
    if (known) {
      for (const [attribute, value] of Object.entries(Attributes))
        if (known.attributes[attribute as keyof typeof known.attributes] !== value)
          throw new AwsError(
            'QueueNameExists',
            `A queue already exists with the same name and a different value for attribute ${attribute}`,
          )
    } else {
      const now = kernel.clock.now()
      store.put({ name, attributes: { ...DEFAULT_ATTRIBUTES, ...Attributes }, tags, createdAt: now, modifiedAt: now })
    }
    return { QueueUrl: queueUrl(kernel, name) }
  }
