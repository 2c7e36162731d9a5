import { applyManifest } from '#shared/acts/apply-manifest.ts'
import { uploadedFiles } from '#shared/acts/uploaded-files.ts'
import { recordDecision } from '#shared/aws/ledger.ts'
import { TrimtabError } from '#shared/errors.ts'
import { objectCreated } from '#shared/events/object-created.ts'
import { answersEvent, logger } from '#shared/handler.ts'

/** A file landed under models/<line>/: applies the manifest there, once it and the files that it names are there. */
export const handler = answersEvent(objectCreated, async ({ detail, time }) => {
  const [, model, file] = detail.object.key.split('/')
  if (!model || !file) return
  const place = { bucket: detail.bucket.name, key: `models/${model}/` }
  const files = await uploadedFiles(place)
  if (files['model.yaml'] === undefined) {
    logger.info(`${place.key} has no model.yaml yet`)
    return
  }
  const now = new Date().toISOString()
  try {
    await applyManifest(model, files, `upload of ${detail.object.key}`, now)
  } catch (error) {
    if (!(error instanceof TrimtabError)) throw error
    // Nobody waits for an answer here, so the refusal goes where it can be read.
    await recordDecision(
      {
        model,
        at: now,
        subject: 'manifest',
        decision: 'refused',
        rule: error.name,
        reason: error.message,
        evidence: { key: detail.object.key, uploadedAt: time },
      },
      [detail.object.key, detail.object.sequencer],
    )
  }
})
