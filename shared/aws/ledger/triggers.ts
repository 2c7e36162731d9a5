import type { TriggerItem, TriggerStatus } from '#shared/domain/ledger-items.ts'
import type { Trigger } from '#shared/domain/trigger.ts'
import { expiry, listByTime, putAll, putIfAbsent, read } from './table.ts'

const keyOf = (id: string) => ({ pk: `TRIGGER#${id}`, sk: 'TRIGGER' })
const waitingOf = (model: string) => `WAITING#${model}`

/** Writes the trigger down unless an earlier delivery did; answers it as it stands, and whether it is new. */
export async function keepTrigger(trigger: Trigger, arrivedAt: string): Promise<TriggerItem & { isNew: boolean }> {
  const item: TriggerItem = { trigger, status: 'waiting', arrivedAt }
  const listed = { ...item, listing: waitingOf(trigger.model), listedAt: `${arrivedAt}#${trigger.id}` }
  if (await putIfAbsent(keyOf(trigger.id), listed)) return { ...item, isNew: true }
  return { ...((await read<TriggerItem>(keyOf(trigger.id))) ?? item), isNew: false }
}

/** Every trigger of the model line that waits, oldest first. */
export function waitingTriggers(model: string): Promise<TriggerItem[]> {
  return listByTime<TriggerItem>(waitingOf(model))
}

/** Whether anything waits, at the price of reading one. */
export async function anyWaits(model: string): Promise<boolean> {
  return (await listByTime(waitingOf(model), { limit: 1 })).length > 0
}

/**
 * Takes triggers out of the waiting ones. An item never changes but by this, so it is put as a whole, and putting it
 * twice does no harm.
 */
export async function settleTriggers(
  items: TriggerItem[],
  outcome: { status: Exclude<TriggerStatus, 'waiting'>; run?: string; at: string },
): Promise<void> {
  const { status, run, at } = outcome
  await putAll(
    items.map(({ trigger, arrivedAt }) => ({
      ...keyOf(trigger.id),
      ...({ trigger, status, arrivedAt, settledAt: at, ...(run && { run }) } satisfies TriggerItem),
      expiresAt: expiry(at, daysKept),
    })),
  )
}

/** EventBridge delivers for a day at most, and a person sends dead letters again within two weeks. */
const daysKept = 90
