import { InvalidArgumentError, Option } from 'commander'
import { durationSeconds } from '#shared/manifest/duration.ts'

/** An option that takes a duration and yields seconds. */
export function durationOption(flags: string, description: string, standard: string): Option {
  return new Option(flags, description).argParser(seconds).default(durationSeconds(standard), standard)
}

function seconds(text: string): number {
  try {
    return durationSeconds(text)
  } catch {
    throw new InvalidArgumentError('write a duration such as 90s, 5m or 1h30m.')
  }
}
