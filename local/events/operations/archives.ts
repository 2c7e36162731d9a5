import { AwsError } from '../../kernel/aws-error.ts'
import { page } from '../../paging/page.ts'
import type { Archive } from '../archive/archive.ts'
import type { EventsContext } from '../context.ts'
import { parsePattern } from '../pattern/parse-pattern.ts'

export const createArchive =
  ({ kernel, archives, rules }: EventsContext) =>
  (input: any) => {
    const { ArchiveName, Description, EventPattern, RetentionDays = 0, KmsKeyIdentifier } = input
    const EventSourceArn = rules.bus(input.EventSourceArn).Arn
    if (archives.find(ArchiveName))
      throw new AwsError('ResourceAlreadyExistsException', `Archive ${ArchiveName} already exists.`)
    if (EventPattern) parsePattern(EventPattern)
    const archive: Archive = {
      ArchiveName,
      ArchiveArn: kernel.arn('events', `archive/${ArchiveName}`),
      EventSourceArn,
      Description,
      EventPattern,
      RetentionDays,
      KmsKeyIdentifier,
      CreationTime: kernel.clock.now(),
    }
    archives.put(archive)
    return outlined(archive)
  }

export const updateArchive =
  ({ archives }: EventsContext) =>
  (input: any) => {
    const { ArchiveName, ...changes } = input
    if (['EventPattern', 'RetentionDays', 'Description'].every((name) => changes[name] === undefined))
      throw new AwsError(
        'ValidationException',
        'At least one of EventPattern, RetentionDays or Description must be provided.',
      )
    const archive = { ...archives.get(ArchiveName), ...changes }
    if (changes.EventPattern) parsePattern(changes.EventPattern)
    archives.put(archive)
    return outlined(archive)
  }

export const deleteArchive =
  ({ archives }: EventsContext) =>
  (input: any) =>
    archives.delete(archives.get(input.ArchiveName))

export const describeArchive = (context: EventsContext) => (input: any) => {
  const archive = context.archives.get(input.ArchiveName)
  const { ArchiveArn, Description, EventPattern, KmsKeyIdentifier } = archive
  return { ...listed(context, archive), ArchiveArn, Description, EventPattern, KmsKeyIdentifier }
}

export const listArchives = (context: EventsContext) => (input: any) => {
  const bus = input.EventSourceArn && context.rules.bus(input.EventSourceArn).Arn
  const found = context.archives.all().filter(({ ArchiveName, EventSourceArn }) => {
    if (input.State && input.State !== 'ENABLED') return false
    return ArchiveName.startsWith(input.NamePrefix ?? '') && EventSourceArn === (bus ?? EventSourceArn)
  })
  const { items, NextToken } = page(found, input.NextToken, input.Limit ?? 100)
  return { Archives: items.map((archive) => listed(context, archive)), NextToken }
}

const outlined = ({ ArchiveArn, CreationTime }: Archive) => ({
  ArchiveArn,
  State: 'ENABLED',
  CreationTime: new Date(CreationTime),
})

function listed({ archives }: EventsContext, archive: Archive) {
  const { ArchiveName, EventSourceArn, RetentionDays, CreationTime } = archive
  const events = archives.events(archive)
  return {
    ArchiveName,
    EventSourceArn,
    State: 'ENABLED',
    RetentionDays,
    SizeBytes: events.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0),
    EventCount: events.length,
    CreationTime: new Date(CreationTime),
  }
}
