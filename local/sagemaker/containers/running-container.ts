import type { Clock } from '../../clock/clock.ts'
import { Container, type ContainerSpec } from './container.ts'
import { InlineContainer } from './inline-container.ts'
import { isolation, warnOfWeakness } from './isolation.ts'

/** A container that was started, however it runs. */
export interface RunningContainer {
  /** The exit code; 128 + the signal's number when a signal ended it, as a shell would say. */
  readonly exited: Promise<number>
  readonly running: boolean
  /** The leader of the process group that it is, where it is one. */
  readonly pid?: number | undefined
  /** Asks it to end, and ends it when it has not after `graceMs`. */
  stop(graceMs: number): Promise<number>
  kill(): Promise<number>
}

export function startContainer(clock: Clock, spec: ContainerSpec): RunningContainer {
  if (InlineContainer.is(spec)) return new InlineContainer(clock, spec)
  const kind = isolation()
  warnOfWeakness(spec, kind)
  return new Container(spec, kind)
}
