import { AwsError } from '../../kernel/aws-error.ts'
import { page } from '../../paging/page.ts'
import { isActive, type Replay } from '../archive/replay.ts'
import type { EventsContext } from '../context.ts'

const MOST_ACTIVE = 10

export const startReplay =
  ({ kernel, archives, replayer, rules }: EventsContext) =>
  (input: any) => {
    const { ReplayName, EventSourceArn, Destination, EventStartTime, EventEndTime, Description } = input
    const invalid = (parameter: string, reason: string) =>
      new AwsError('ValidationException', `Parameter ${parameter} is not valid. Reason: ${reason}`)
    const bus = rules.bus(Destination.Arn)
    const name = EventSourceArn.split('archive/')[1] ?? EventSourceArn
    const archive = archives.find(name)
    if (!archive) throw invalid('EventSourceArn', `Archive ${name} does not exist.`)
    if (archive.EventSourceArn !== bus.Arn) throw invalid('Destination.Arn', 'Cross event bus replay is not permitted.')
    if (EventStartTime >= EventEndTime) throw invalid('EventEndTime', 'EventStartTime must be before EventEndTime.')
    if (replayer.replays.has(ReplayName))
      throw new AwsError('ResourceAlreadyExistsException', `Replay ${ReplayName} already exists.`)
    if ([...replayer.replays.values()].filter(isActive).length >= MOST_ACTIVE)
      throw new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.')
    const replay: Replay = {
      ReplayName,
      ReplayArn: kernel.arn('events', `replay/${ReplayName}`),
      Description,
      EventSourceArn: archive.ArchiveArn,
      Destination,
      State: 'STARTING',
      EventStartTime: EventStartTime.getTime(),
      EventEndTime: EventEndTime.getTime(),
      ReplayStartTime: kernel.clock.now(),
      done: 0,
    }
    replayer.run(replay)
    return { ReplayArn: replay.ReplayArn, State: replay.State, ReplayStartTime: new Date(replay.ReplayStartTime) }
  }

export const cancelReplay = (context: EventsContext) => (input: any) => {
  const replay = replayOf(context, input.ReplayName)
  if (replay.State !== 'STARTING' && replay.State !== 'RUNNING')
    throw new AwsError(
      'IllegalStatusException',
      `Replay ${replay.ReplayName} is not in a valid state for this operation.`,
    )
  const State = 'CANCELLING'
  context.replayer.replays.put(replay.ReplayName, { ...replay, State })
  return { ReplayArn: replay.ReplayArn, State }
}

export const describeReplay = (context: EventsContext) => (input: any) => {
  const replay = replayOf(context, input.ReplayName)
  const { ReplayArn, Description, Destination } = replay
  return { ...listed(replay), ReplayArn, Description, Destination }
}

export const listReplays =
  ({ replayer }: EventsContext) =>
  (input: any) => {
    const found = [...replayer.replays.values()].filter(
      ({ ReplayName, State, EventSourceArn }) =>
        ReplayName.startsWith(input.NamePrefix ?? '') &&
        State === (input.State ?? State) &&
        EventSourceArn === (input.EventSourceArn ?? EventSourceArn),
    )
    const { items, NextToken } = page(found, input.NextToken, input.Limit ?? 100)
    return { Replays: items.map(listed), NextToken }
  }

function replayOf({ replayer }: EventsContext, name: string): Replay {
  const replay = replayer.replays.get(name)
  if (!replay) throw new AwsError('ResourceNotFoundException', `Replay ${name} does not exist.`)
  return replay
}

const dateOf = (at: number | undefined) => (at === undefined ? undefined : new Date(at))

const listed = (replay: Replay) => ({
  ReplayName: replay.ReplayName,
  EventSourceArn: replay.EventSourceArn,
  State: replay.State,
  StateReason: replay.StateReason,
  EventStartTime: dateOf(replay.EventStartTime),
  EventEndTime: dateOf(replay.EventEndTime),
  EventLastReplayedTime: dateOf(replay.EventLastReplayedTime),
  ReplayStartTime: dateOf(replay.ReplayStartTime),
  ReplayEndTime: dateOf(replay.ReplayEndTime),
})
