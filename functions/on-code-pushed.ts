import { receiveTrigger } from '#shared/acts/receive-trigger.ts'
import { type DirectoryEntry, readDirectory } from '#shared/aws/ledger.ts'
import { type CodeDetail, trigger } from '#shared/domain/trigger.ts'
import { codeDetail, codePushed } from '#shared/events/code-pushed.ts'
import { answersEvent } from '#shared/handler.ts'

/** An image was pushed, or a pipeline succeeded: a trigger for every model line that follows it. */
export const handler = answersEvent(codePushed, async (event) => {
  const now = new Date().toISOString()
  const detail = codeDetail(event)
  const lines = (await readDirectory()).filter((line) => follows(line, detail))
  await Promise.all(lines.map(({ model }) => receiveTrigger(trigger('code', model, event.time, detail), now)))
})

function follows({ repository, tag, pipeline }: DirectoryEntry, detail: CodeDetail): boolean {
  if ('pipeline' in detail) return pipeline === detail.pipeline
  return repository === detail.repository && (tag === undefined || tag === detail.tag)
}
