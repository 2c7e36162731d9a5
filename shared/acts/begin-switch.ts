import { startSwitch } from '#shared/aws/executions.ts'
import { readLine } from '#shared/aws/ledger.ts'
import { switchIdFor } from '#shared/domain/names.ts'
import { isDue } from '#shared/domain/switching/is-due.ts'
import { readOught } from './read-ought.ts'

/**
 * Begins to make a line serve as it ought to now, when it does not. `waits`: also when somebody else changes the endpoint,
 * so that the change comes right after; whoever looks again by and by need not wait. Answers whether anything is to be
 * changed.
 */
export async function beginSwitch(model: string, now: string, { waits }: { waits: boolean }): Promise<boolean> {
  const line = await readLine(model)
  if (!line || (line.rolloutLease && !waits)) return false
  const found = await readOught(line, now)
  if (!found || !isDue(line, found.ought)) return false
  const { to, since } = found.ought
  // Since when it is as it is now tells two changes apart that the same occasion asks for, by two manifests.
  const what = [to, since, line.champion?.version, line.switched?.at].join(' ')
  await startSwitch({ model, switch: switchIdFor(model, what, now) })
  return true
}
