import { ignoreUnknownModel } from '#shared/acts/ignore-unknown-model.ts'
import { receiveTrigger } from '#shared/acts/receive-trigger.ts'
import { readDirectory } from '#shared/aws/ledger.ts'
import { trigger } from '#shared/domain/trigger.ts'
import { dataDetail, objectCreated } from '#shared/events/object-created.ts'
import { answersEvent } from '#shared/handler.ts'

/** A file landed under data/: a trigger for every model line that reads there. */
export const handler = answersEvent(objectCreated, async (event) => {
  const now = new Date().toISOString()
  const { key } = event.detail.object
  const lines = (await readDirectory()).filter(({ source }) => source !== undefined && key.startsWith(source))
  if (lines.length === 0) {
    const folder = key.split('/')[1] || 'unnamed'
    await ignoreUnknownModel(folder, `no model line reads data/${folder}/`, now)
  }
  const detail = dataDetail(event)
  await Promise.all(lines.map(({ model }) => receiveTrigger(trigger('data', model, event.time, detail), now)))
})
