import { AwsError } from '../../kernel/aws-error.ts'
import { page } from '../../paging/page.ts'
import type { EventsContext } from '../context.ts'
import { busName, type EventBus } from '../rule-book.ts'

export const createEventBus =
  ({ rules, tags }: EventsContext) =>
  (input: any) => {
    if (rules.buses().some(({ Name }) => Name === input.Name))
      throw new AwsError('ResourceAlreadyExistsException', `Event bus ${input.Name} already exists.`)
    if (input.EventSourceName)
      throw new AwsError('ValidationException', 'The local runtime has no partner event sources.')
    const { Description, DeadLetterConfig, KmsKeyIdentifier } = input
    const { Arn } = rules.putBus(input.Name, { Description, DeadLetterConfig, KmsKeyIdentifier })
    if (input.Tags) tags.put(Arn, input.Tags)
    return { EventBusArn: Arn, Description }
  }

export const updateEventBus =
  ({ rules }: EventsContext) =>
  (input: any) => {
    const { Name: _, ...changes } = input
    const bus = rules.bus(input.Name)
    rules.changeBus({ ...bus, ...changes })
    const { Arn, Name, Description, DeadLetterConfig, KmsKeyIdentifier } = rules.bus(input.Name)
    return { Arn, Name, Description, DeadLetterConfig, KmsKeyIdentifier }
  }

export const deleteEventBus =
  ({ rules, tags }: EventsContext) =>
  (input: any) => {
    if (busName(input.Name) === 'default') throw new AwsError('ValidationException', 'Cannot delete event bus default.')
    const bus = rules.findBus(input.Name)
    if (!bus) return
    if (rules.rules(bus.Name).length > 0)
      throw new AwsError('ValidationException', `Cannot delete event bus ${bus.Name} while it has rules.`)
    rules.deleteBus(bus.Name)
    tags.delete(bus.Arn)
  }

export const describeEventBus =
  ({ rules }: EventsContext) =>
  (input: any) => {
    const bus = rules.bus(input.Name)
    const { DeadLetterConfig, KmsKeyIdentifier } = bus
    return { ...described(bus), DeadLetterConfig, KmsKeyIdentifier }
  }

export const listEventBuses =
  ({ rules }: EventsContext) =>
  (input: any) => {
    const found = rules.buses().filter(({ Name }) => Name.startsWith(input.NamePrefix ?? ''))
    const { items, NextToken } = page(found, input.NextToken, input.Limit ?? 100)
    return { EventBuses: items.map(described), NextToken }
  }

const described = ({
  CreationTime,
  LastModifiedTime,
  DeadLetterConfig: _,
  KmsKeyIdentifier: __,
  ...bus
}: EventBus) => ({
  ...bus,
  CreationTime: new Date(CreationTime),
  LastModifiedTime: new Date(LastModifiedTime),
})
