import { AwsError } from '../../kernel/aws-error.ts'
import { page } from '../../paging/page.ts'
import type { EventsContext } from '../context.ts'
import { busName, type EventBus } from '../rule-book.ts'

export const createEventBus =
  ({ rules }: EventsContext) =>
  (input: any) => {
    if (rules.buses().some(({ Name }) => Name === input.Name))
      throw new AwsError('ResourceAlreadyExistsException', `Event bus ${input.Name} already exists.`)
    return { EventBusArn: rules.putBus(input.Name, input.Description).Arn }
  }

export const deleteEventBus =
  ({ rules }: EventsContext) =>
  (input: any) => {
    if (busName(input.Name) === 'default') throw new AwsError('ValidationException', 'Cannot delete event bus default.')
    rules.deleteBus(busName(input.Name))
  }

export const describeEventBus =
  ({ rules }: EventsContext) =>
  (input: any) =>
    described(rules.bus(input.Name))

export const listEventBuses =
  ({ rules }: EventsContext) =>
  (input: any) => {
    const found = rules.buses().filter(({ Name }) => Name.startsWith(input.NamePrefix ?? ''))
    const { items, NextToken } = page(found, input.NextToken, input.Limit ?? 100)
    return { EventBuses: items.map(described), NextToken }
  }

const described = ({ CreationTime, ...bus }: EventBus) => ({ ...bus, CreationTime: new Date(CreationTime) })
