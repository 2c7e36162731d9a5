import { beginScoring } from '#shared/acts/begin-scoring.ts'
import { readDirectory } from '#shared/aws/ledger.ts'
import { isDataFile } from '#shared/domain/admit-trigger.ts'
import { objectCreated } from '#shared/events/object-created.ts'
import { answersEvent } from '#shared/handler.ts'

/** A file landed under score/: every model line that scores what lies there has it scored, a job each. */
export const handler = answersEvent(objectCreated, async ({ time, detail: { bucket, object } }) => {
  const { key, sequencer } = object
  if (!isDataFile(key)) return
  const lines = (await readDirectory()).filter(({ scores }) => scores !== undefined && key.startsWith(scores))
  const identity = [bucket.name, key, sequencer]
  await Promise.all(lines.map(({ model }) => beginScoring({ model, source: key, by: 'data', identity, at: time })))
})
