import { AwsError } from '../kernel/aws-error.ts'
import type { Engine } from './engine/engine.ts'
import type { MachineRecord, VersionRecord } from './engine/records.ts'

const VERSION_LIMIT = 1000

/** Publishes a machine as it is. What is published already is not published again. */
export function publish({ archive, kernel }: Engine, machine: MachineRecord, description?: string): VersionRecord {
  const published = archive.versionsOf(machine.arn)
  const [latest] = published
  if (latest && latest.machine.revisionId === machine.revisionId) return latest
  if (published.length >= VERSION_LIMIT)
    throw new AwsError('ServiceQuotaExceededException', `A state machine can have at most ${VERSION_LIMIT} versions`)
  const number = (machine.versions ?? 0) + 1
  const updated = { ...machine, versions: number }
  archive.machines.put(machine.arn, updated)
  const version: VersionRecord = {
    arn: `${machine.arn}:${number}`,
    number,
    createdAt: kernel.clock.now(),
    machine: updated,
    ...(description !== undefined && { description }),
  }
  archive.versions.put(version.arn, version)
  return version
}

/** Refuses a description of a version that is not to be. */
export function checkVersionDescription({ publish, versionDescription }: any): void {
  if (versionDescription !== undefined && !publish)
    throw new AwsError('ValidationException', 'Version description can only be set when publish is true')
}
