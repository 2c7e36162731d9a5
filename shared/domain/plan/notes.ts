import type { Manifest } from '#shared/manifest/manifest.ts'
import { endpointName } from '../names.ts'
import type { PlanFacts, PlanInput } from '../plan-run.ts'

/** What a reader of a dry run should know beside the requests. */
export function notesOf({ manifest, facts }: PlanInput, notCompared: string | undefined): string[] {
  const { objects, bytes, more, newestAt } = facts.data
  const size = bytes < 1_000_000 ? `${bytes} bytes` : `${(bytes / 1_000_000).toFixed(1)} MB`
  const count = objects === 1 ? '1 file' : `${objects} files`
  const notes = [
    `reads ${more ? 'more than ' : ''}${count}, ${size}, under ${manifest.data.source}${newestAt ? `; the newest is from ${newestAt}` : ''}`,
  ]
  notes.push(
    notCompared === undefined
      ? `version ${facts.champion?.version}, the champion, scores the same hold-out`
      : `the candidate is not compared with a champion: ${notCompared}`,
  )
  if (manifest.approve === 'manual') notes.push(`waits up to ${manifest.approveWithin} for a person’s approval`)
  return [...notes, ...servingNotes(manifest, facts)]
}

function servingNotes({ model, deploy }: Manifest, { stage, endpoint }: PlanFacts): string[] {
  const { type } = deploy.rollout
  if (deploy.mode === 'batch') {
    const left = endpoint && `the endpoint ${endpointName(stage, model)} of another mode still serves and costs money`
    return ['mode batch has no endpoint: files are scored by Transform jobs', ...(left ? [left] : [])]
  }
  return !endpoint && type !== 'all-at-once'
    ? [`the first version comes all at once, not ${type}: nothing serves yet`]
    : []
}
